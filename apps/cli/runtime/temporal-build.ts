/** Our own one-process Temporal server, built from the pinned Go modules in tools/temporal. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../model/problem.js';
import { takeLock, type Lock } from './lock.js';
import { packageRoot } from './package-root.js';

/** Where the build of these very sources is, or will be: `temporal-<hash of go.mod, go.sum and sources>`. */
export async function builtTemporal(cacheFolder: string): Promise<{ readonly program: string; readonly exists: boolean }> {
  const sources = join(packageRoot(), 'tools', 'temporal');
  const hash = createHash('sha256');
  for (const file of (await readdir(sources))
    .filter((name) => name.endsWith('.go') || name === 'go.mod' || name === 'go.sum')
    .toSorted()) {
    hash.update(`${file}\0`).update(await readFile(join(sources, file)));
  }
  const program = join(cacheFolder, `temporal-${hash.digest('hex').slice(0, 16)}`);
  return { program, exists: existsSync(program) };
}

/** Packages that a cold build compiles, for the progress line (counted with `go list -deps`). */
const PACKAGES = 1_785;

/**
 * Builds it: about 7 minutes on two cores once, 20 s when Go's own cache is warm.
 * @throws Problem config when Go is missing or the build fails (with Go's last words).
 */
export async function buildTemporal(program: string, onProgress: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const lock = await waitForTurn(dirname(program), onProgress, signal);
  try {
    if (!existsSync(program)) await build(program, onProgress, signal);
  } finally {
    await lock.release();
  }
}

/** One build at a time on a machine: test files and an `up` that need it at once would slow each other down. */
async function waitForTurn(folder: string, onProgress: (line: string) => void, signal?: AbortSignal): Promise<Lock> {
  for (;;) {
    try {
      return await takeLock(folder, 'build.lock');
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'conflict') throw error;
    }
    if (signal?.aborted === true) throw new Problem('canceled', 'building Temporal was stopped');
    onProgress('waiting for another build of it');
    await sleep(500);
  }
}

async function build(program: string, onProgress: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const draft = `${program}.${process.pid}`;
  const go = existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : 'go';
  // -v names each package as it is compiled: our progress.
  const compiler = spawn(go, ['build', '-v', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', draft, '.'], {
    cwd: join(packageRoot(), 'tools', 'temporal'),
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  const last: string[] = [];
  let compiled = 0;
  createInterface(compiler.stderr).on('line', (line) => {
    last.push(line);
    if (last.length > 3) last.shift();
    if (line.startsWith('go: downloading')) onProgress(`getting Go modules: ${line.split(' ')[2] ?? ''}`);
    else onProgress(`compiling: ${Math.min(99, Math.round((++compiled / PACKAGES) * 100))} %`);
  });
  try {
    await once(compiler, 'close');
    if (compiler.exitCode !== 0)
      throw new Problem('config', `building Temporal from tools/temporal failed: ${last.join(' · ').slice(0, 400)}`);
    await chmod(draft, 0o755);
    await rename(draft, program);
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Problem) throw error;
    if (signal?.aborted === true) throw new Problem('canceled', 'building Temporal was stopped', { cause: error });
    throw new Problem(
      'config',
      'Temporal is needed: put the `temporal` command (1.6 or newer) on the PATH, or install Go 1.26 so that it can be built, or set TEMPORAL_ADDRESS to a running server',
      { cause: error },
    );
  }
}
