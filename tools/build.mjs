/**
 * Builds dist/: every room compiled by swc, and the workflows as one bundle. Does nothing when dist/ is as new as the sources, so that `npm start` can
 * always call it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const ROOMS = [
  'apps',
  'workflows',
  'activities',
  'providers',
  'destinations',
  'formats',
  'model',
  'settings',
  'store',
  'test',
].filter((room) => existsSync(room));
const STAMP = 'dist/.built';

const sources = ROOMS.flatMap((room) => globSync(`${room}/**/*.{ts,tsx,js,json,sql,css,html,svg}`)).sort();
const state = createHash('sha256');
for (const file of [...sources, '.swcrc', 'package-lock.json', 'tools/build.mjs'])
  state.update(`${file} ${existsSync(file) ? statSync(file).mtimeMs : 0}\n`);
const wanted = state.digest('hex');
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) process.exit(0);

rmSync('dist', { recursive: true, force: true });
const swc = spawnSync(
  process.execPath,
  [
    'node_modules/@swc/cli/bin/swc.js',
    ...ROOMS,
    '-d',
    'dist',
    '--copy-files',
    '--ignore',
    '**/*.md,**/*.test.ts,apps/dashboard/**',
    '-q',
  ],
  { stdio: 'inherit' },
);
if (swc.status !== 0) process.exit(swc.status ?? 1);
// The `bin` of package.json, which npx and an installed link run by itself.
chmodSync('dist/apps/cli/main.js', 0o755);

// The default logger prints webpack's whole statistics.
const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
const { code } = await bundleWorkflowCode({
  workflowsPath: `${root}dist/workflows/index.js`,
  logger: new DefaultLogger('ERROR'),
});
writeFileSync('dist/workflow-bundle.js', code);

const { build } = await import('vite');
await build({ configFile: 'apps/dashboard/vite.config.ts', logLevel: 'warn' });
// Compressed here once, best, rather than at each request.
for (const file of globSync('dist/dashboard/**/*.{js,css,svg}')) {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes));
}
writeFileSync(STAMP, wanted);
