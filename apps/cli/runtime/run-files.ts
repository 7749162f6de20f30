/** One small file per running child, so that the next run can end what a killed one left behind. */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { processIdentity } from './process-identity.js';
import { errorCode } from './error-code.js';

const runFile = z.strictObject({
  pid: z.int().positive(),
  identity: z.string().min(1),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
});
type RunFile = z.output<typeof runFile>;

const fileOf = (folder: string, name: string) => join(folder, `${name}.json`);

/** Records a child that has just started; a process that is gone already is not recorded. */
export async function recordChild(folder: string, name: string, pid: number, stopSignal: RunFile['stopSignal']): Promise<void> {
  const identity = await processIdentity(pid);
  if (identity === null) return;
  await mkdir(folder, { recursive: true });
  await writeFile(`${fileOf(folder, name)}.new`, JSON.stringify({ pid, identity, stopSignal } satisfies RunFile));
  await rename(`${fileOf(folder, name)}.new`, fileOf(folder, name));
}

export const forgetChild = (folder: string, name: string): Promise<void> => rm(fileOf(folder, name), { force: true });

/**
 * Ends recorded children that still run. Only a process with the recorded id *and* start time is touched.
 * @returns the names of those that were ended.
 */
export async function endLeftovers(folder: string, graceMs = 10_000): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => []))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
  const ended = await Promise.all(
    names.map(async (name) => {
      const record = await readRunFile(fileOf(folder, name));
      const alive = record !== null && (await isStill(record));
      if (alive) await end(record, graceMs);
      await forgetChild(folder, name);
      return alive ? [name] : [];
    }),
  );
  return ended.flat();
}

async function readRunFile(file: string): Promise<RunFile | null> {
  try {
    return runFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // A torn file names nobody whom we could end.
    return null;
  }
}

const isStill = async ({ pid, identity }: RunFile): Promise<boolean> => (await processIdentity(pid)) === identity;

async function end(record: RunFile, graceMs: number): Promise<void> {
  signalProcess(record.pid, record.stopSignal);
  const until = Date.now() + graceMs;
  while (Date.now() < until) {
    if (!(await isStill(record))) return;
    await sleep(50);
  }
  if (await isStill(record)) signalProcess(-record.pid, 'SIGKILL');
}

/** Sends a signal; a process that is gone already is fine. A negative id means its whole group. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
