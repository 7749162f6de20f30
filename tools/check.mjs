/**
 * Every check there is, in one command (`npm test`). Ends with one line `N passed, N failed`; exit code 1 when anything failed.
 *
 *   node tools/check.mjs            everything
 *   node tools/check.mjs types lint  only those; `--list` names them
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'freehub-check-'));
const node = (...args) => [process.execPath, ...args];
/** Pages in a real Chromium; part of the flows. */
const BROWSER = 'test/browser/';
/** Whole flows on real servers: one at a time, for they start dozens of processes. */
const FLOWS = 'test/(e2e|chaos|browser)/';
/**
 * Terra's clients, made-up requests and the receivers of examples/, each on a platform of its own; files that we write, read by others. Needs
 * Python, Go and gpsbabel: without them it fails.
 */
const CONFORMANCE = 'test/(conformance|formats)/';
/** HL7's validator on the FHIR bundles we make. Needs Java and Maven: without them it fails. */
const FHIR = 'test/fhir/';
const jest = (name, ...args) => ({
  name,
  command: node(
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${join(scratch, `${name}.json`)}`,
    '--forceExit',
    ...args,
  ),
  counts: join(scratch, `${name}.json`),
});

const CHECKS = [
  { name: 'format', command: node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  { name: 'types', command: node('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.') },
  { name: 'dashboard-types', command: node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'apps/dashboard') },
  { name: 'lint', command: node('--max-old-space-size=6144', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0') },
  {
    name: 'rooms',
    command: node(
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
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
    ),
  },
  { name: 'dead-code', command: node('node_modules/knip/bin/knip.js', '--no-progress') },
  { name: 'build', command: node('tools/build.mjs') },
  { name: 'api-types', command: node('tools/dashboard-types.mjs', '--check') },
  { name: 'tools', command: node('tools/prepare.mjs') },
  jest('unit', '--maxWorkers=2', ...[FLOWS, CONFORMANCE, FHIR].map((folder) => `--testPathIgnorePatterns=${folder}`)),
  jest('flows', '--runInBand', `--testPathPatterns=${FLOWS}`),
  jest('conformance', '--runInBand', `--testPathPatterns=${CONFORMANCE}`),
  jest('fhir', '--runInBand', `--testPathPatterns=${FHIR}`),
  // Parts of those above, for who works on pages: only when they are named.
  { name: 'chromium', command: node('tools/prepare.mjs', 'chromium'), onlyNamed: true },
  { ...jest('browser', '--runInBand', `--testPathPatterns=${BROWSER}`), onlyNamed: true },
];

const run = ([program, ...args]) =>
  new Promise((resolve) => {
    spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    })
      .once('error', () => resolve(127))
      .once('exit', (code) => resolve(code ?? 1));
  });

/** What jest counted. A test that was skipped, and a file that could not be loaded, are failures: nothing may look like a pass. */
function counted(file, code) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const failed = numFailedTests + numPendingTests + numTodoTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: failed === 0 && (code !== 0 || numPassedTests === 0) ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const asked = process.argv.slice(2);
if (asked.includes('--list')) {
  process.stdout.write(`${CHECKS.map(({ name }) => name).join('\n')}\n`);
  process.exit(0);
}
const unknown = asked.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  process.stderr.write(`there is no check ${unknown.join(', ')}; there are ${CHECKS.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

const results = [];
for (const check of CHECKS.filter(({ name, onlyNamed }) => (asked.length === 0 ? !onlyNamed : asked.includes(name)))) {
  process.stdout.write(`\n── ${check.name}\n`);
  const startedMs = Date.now();
  const code = await run(check.command);
  const counts = check.counts ? counted(check.counts, code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  results.push({ name: check.name, seconds: Math.round((Date.now() - startedMs) / 1000), ...counts });
}
rmSync(scratch, { recursive: true, force: true });

process.stdout.write('\n');
for (const { name, seconds, passed, failed } of results)
  process.stdout.write(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(11)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${String(seconds).padStart(5)} s\n`,
  );
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exit(sum('failed') === 0 ? 0 : 1);
