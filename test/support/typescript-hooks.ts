/**
 * Lets Node run our TypeScript sources as they are (`node --import …/typescript-hooks.ts x.ts`), for helpers of a test run that live
 * outside Jest: so they never lag behind the sources as a stale build would. Node strips this file's own types; decorators need swc.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const isOurs = (url: string | undefined): url is string =>
  url?.startsWith('file:') === true && url.endsWith('.ts') && !url.includes('/node_modules/');

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      /^\.{1,2}\/.*\.js$/.test(specifier) && isOurs(context.parentURL) ? specifier.replace(/\.js$/, '.ts') : specifier,
      context,
    ),
  load: (url, context, next) => {
    if (!isOurs(url)) return next(url, context);
    const filename = fileURLToPath(url);
    return {
      format: 'module',
      shortCircuit: true,
      source: transformSync(readFileSync(filename, 'utf8'), { filename, sourceMaps: 'inline' }).code,
    };
  },
});
