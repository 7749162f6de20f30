/** A lock in a folder: one `freehub up` per data folder, one build per cache. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { errorCode } from './error-code.js';
import { processIdentity } from './process-identity.js';

const holder = z.strictObject({ pid: z.int().positive(), identity: z.string().min(1) });

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder; one left by a process that is gone is taken over.
 * @throws Problem conflict when another process holds it.
 */
export async function takeLock(folder: string, name = 'up.lock'): Promise<Lock> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  const own = JSON.stringify({ pid: process.pid, identity: await processIdentity(process.pid) });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, own);
  try {
    // link() fails when the name is taken: the one atomic "create with content" there is.
    while (!(await linked(draft, file))) await removeStale(file, folder);
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      if ((await textOf(file)) === own) await rm(file, { force: true });
    },
  };
}

async function removeStale(file: string, folder: string): Promise<void> {
  const text = await textOf(file);
  if (text === null) return;
  const pid = await livingHolder(text);
  if (pid !== null) {
    throw new Problem(
      'conflict',
      `freehub up already runs in ${folder} (process ${pid}); stop that one first, or set FREEHUB_DATA_DIR to another folder`,
    );
  }
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    // Somebody else was faster; look again.
    return;
  }
  // Another run may have taken the lock since we read it: then it gets it back.
  if ((await textOf(aside)) !== text) await linked(aside, file);
  await rm(aside, { force: true });
}

async function livingHolder(text: string): Promise<number | null> {
  try {
    const { pid, identity } = holder.parse(JSON.parse(text));
    return (await processIdentity(pid)) === identity ? pid : null;
  } catch {
    return null;
  }
}

const textOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
