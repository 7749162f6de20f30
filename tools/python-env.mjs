/**
 * The Python that the conformance tests need: a virtual environment with the pinned packages of tools/python-requirements.txt, made once and kept
 * in the cache folder (cache.mjs). Prints the path of its interpreter. Without python3 or its venv module: one line, exit code 1.
 *
 *   node tools/python-env.mjs
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder as cache } from './cache.mjs';

const requirements = fileURLToPath(new URL('python-requirements.txt', import.meta.url));
const STALE_MS = 10 * 60_000;

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
const lastLine = (text) => text.trim().split('\n').at(-1) ?? '';
const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, PYTHONNOUSERSITE: '1' } });

const version = run('python3', '-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])');
if (version.status !== 0)
  fail(
    'the conformance tests need python3 (3.11 or newer) with its venv module: install it (Debian: apt-get install python3-venv)',
  );
const [major, minor] = version.stdout.trim().split('.').map(Number);
if (major !== 3 || minor < 11) fail(`the conformance tests need Python 3.11 or newer; python3 is ${version.stdout.trim()}`);

const key = createHash('sha256').update(readFileSync(requirements)).update(version.stdout).digest('hex').slice(0, 16);
const home = join(cache, `python-${key}`);
const python = (folder) => join(folder, 'bin', 'python');

if (!existsSync(python(home))) {
  mkdirSync(cache, { recursive: true });
  // Left by a run that was killed; a younger one belongs to somebody who is at it.
  for (const name of readdirSync(cache).filter((one) => one.startsWith('python-draft-')))
    if (Date.now() - statSync(join(cache, name)).mtimeMs > STALE_MS) rmSync(join(cache, name), { recursive: true, force: true });
  process.stderr.write('installing the Python packages of the conformance tests (once)\n');
  // Made elsewhere and moved when whole: nobody ever finds half of one. It is only run as `bin/python -m …`, which may move.
  const draft = join(cache, `python-draft-${process.pid}`);
  for (const [program, ...args] of [
    ['python3', '-m', 'venv', draft],
    [python(draft), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements],
    [python(draft), '-m', 'pip', 'check', '--disable-pip-version-check'],
  ]) {
    const { status, stderr, stdout, error } = run(program, ...args);
    if (status === 0) continue;
    rmSync(draft, { recursive: true, force: true });
    fail(`\`${[program, ...args].join(' ')}\` failed: ${lastLine(stderr || stdout || String(error))}`);
  }
  try {
    renameSync(draft, home);
  } catch {
    // Somebody else was quicker.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(python(home))) fail(`${home} could not be made`);
  }
}
process.stdout.write(`${python(home)}\n`);
