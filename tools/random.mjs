/**
 * Every property test with made-up values that no run had before, over and over (`npm run test:random`): `npm test` tries the same ones each time.
 *
 *   node tools/random.mjs               ten minutes
 *   node tools/random.mjs --minutes 60
 *   node tools/random.mjs --seed 42     once, with the values of that number
 *   node tools/random.mjs formats/terra only files of that name
 *
 * Stops at the first fault with exit code 1 and says its seed.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
const [minutes, given] = [Number(values.minutes), values.seed];
if (values.help || !(minutes > 0) || !/^\d{1,9}$/.test(given ?? '1')) {
  process.stdout.write('usage: npm run test:random -- [--minutes 10 | --seed N] [part of a path]…\n');
  process.exit(values.help ? 0 : 2);
}

const ROOMS = '{apps,workflows,activities,providers,destinations,formats,model,settings,store}';
const files = globSync([`${ROOMS}/**/*.test.ts`])
  .filter((file) => /from 'fast-check'|kit\/contract\.js'/.test(readFileSync(file, 'utf8')))
  .filter(
    (file) => !file.startsWith('destinations/') && (positionals.length === 0 || positionals.some((part) => file.includes(part))),
  );
if (files.length === 0) {
  process.stderr.write(`no property tests in ${positionals.join(', ')}\n`);
  process.exit(2);
}

const until = given === undefined ? Date.now() + minutes * 60_000 : 0;
let runs = 0;
do {
  const seed = given ?? String(randomInt(1e9));
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--maxWorkers=2',
      '--forceExit',
      '--silent',
      '--runTestsByPath',
      ...files,
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PROPERTY_SEED: seed, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
    },
  );
  if (status !== 0) {
    process.stderr.write(`\nAgain: npm run test:random -- --seed ${seed}\n`);
    process.exit(1);
  }
  runs++;
} while (Date.now() < until);
process.stdout.write(`\nno fault: ${files.length} files, tried with new values, runs: ${runs}\n`);
