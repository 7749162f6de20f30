import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { packageRoot } from '../../cli/runtime/package-root.js';

/** The paths after the word `public`, up to what is private. */
async function publicPaths(page: string): Promise<readonly string[]> {
  const text = await readFile(join(packageRoot(), 'docs', page), 'utf8');
  const list = /\bpublic(?::| are only) ((?:`\/[\w/]+`(?:, )?)+)/.exec(text)?.[1] ?? '';
  return [...list.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '').sort();
}

it('both pages for operators open the same paths', async () => {
  const expected = ['/api/v2', '/connect', '/hooks', '/payloads', '/v2'];
  expect(await publicPaths('security.md')).toEqual(expected);
  expect(await publicPaths('operations.md')).toEqual(expected);
});
