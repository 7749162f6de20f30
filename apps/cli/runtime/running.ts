/** Where a running `freehub up` says what other commands on this machine need: `running.json` in its data folder, gone when it has ended. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({ databaseUrl: z.string().min(1) });
export type Running = Readonly<z.output<typeof schema>>;

const fileOf = (dataDir: string): string => join(dataDir, 'running.json');

/** Mode 0600: it holds a password. */
export async function tellRunning(dataDir: string, running: Running): Promise<void> {
  await writeFile(`${fileOf(dataDir)}.new`, `${JSON.stringify(running)}\n`, { mode: 0o600 });
  await rename(`${fileOf(dataDir)}.new`, fileOf(dataDir));
}

export const forgetRunning = (dataDir: string): Promise<void> => rm(fileOf(dataDir), { force: true });

/** @returns null when none runs there (or it was killed before it had a database). */
export async function findRunning(dataDir: string): Promise<Running | null> {
  try {
    return schema.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')));
  } catch {
    return null;
  }
}
