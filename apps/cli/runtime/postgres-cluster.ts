/** The data folder of the embedded PostgreSQL: made once, and mended after a kill. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from '../../../model/problem.js';
import { asAccount, type PostgresAccount } from './postgres-account.js';
import { postgresPrograms } from './postgres-programs.js';
import { signalProcess } from './run-files.js';

const run = promisify(execFile);
export const SUPERUSER = 'freehub';

/**
 * Makes the data folder unless it is there. It is made beside and renamed, so that a killed run leaves no half of one.
 * @throws Problem config with the last words of initdb.
 */
export async function ensureCluster(folder: string, account: PostgresAccount, password: string, durable: boolean): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  const passwordFile = join(draft, 'password');
  const data = join(draft, 'data');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const { command, uid, gid } = await asAccount(
    account,
    [
      postgresPrograms().initdb,
      `--pgdata=${data}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and case rules on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    draft,
  );
  const [program, ...rest] = command;
  try {
    await run(program, rest, { uid, gid, cwd: '/', env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const words =
      typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
    throw new Problem('config', `the embedded PostgreSQL cannot be made in ${folder}: ${words ?? ''}`, { cause: error });
  }
  await mkdir(dirname(folder), { recursive: true });
  await rename(data, folder);
  await rm(draft, { recursive: true, force: true });
  await chmod(folder, 0o700);
}

/**
 * Ends a server that still runs on this folder and removes a `postmaster.pid` whose number now belongs to another program,
 * which PostgreSQL itself cannot tell (common in containers, where numbers are low).
 */
export async function clearPostmaster(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const words = await commandLine(pid);
  if (words === null) return;
  if (!words.some((word) => basename(word) === 'postgres') || !words.includes(folder)) {
    await rm(file, { force: true });
    return;
  }
  signalProcess(pid, 'SIGINT');
  for (let tries = 0; tries < 200 && (await commandLine(pid))?.includes(folder) === true; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The words that started a process; null when there is none (or only a corpse). */
async function commandLine(pid: number): Promise<readonly string[] | null> {
  try {
    if (process.platform === 'linux') {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter((word) => word !== '');
      return words.length === 0 ? null : words;
    }
    return (await run('ps', ['-o', 'args=', '-p', String(pid)])).stdout.trim().split(/\s+/);
  } catch {
    return null;
  }
}
