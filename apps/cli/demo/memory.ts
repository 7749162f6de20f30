/** What the demo keeps from one start to the next: `demo.json` in the data folder, for its owner only. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { errorCode } from '../runtime/error-code.js';
import { worldSchema } from './world.js';

const schema = z.strictObject({
  world: worldSchema,
  /** Of the demo environment; null before it is made. */
  apiKey: z.string().nullable(),
  /** Of the webhook receiver; 0 = any free one. */
  receiverPort: z.int().min(0).max(65_535),
  signingSecret: z.string().min(16),
});
export type Memory = Readonly<z.output<typeof schema>>;

const fileOf = (dataDir: string): string => join(dataDir, 'demo.json');

/** @returns null when there was no demo in this folder yet. @throws Problem config when the file is damaged. */
export async function recall(dataDir: string): Promise<Memory | null> {
  const file = fileOf(dataDir);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Problem('config', `${file} cannot be read; restore its permissions`, { cause: error });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Problem('config', `${file} is damaged; delete it, and the demo sets itself up again`, { cause });
  }
}

export const freshMemory = (world: Memory['world']): Memory => ({
  world,
  apiKey: null,
  receiverPort: 0,
  signingSecret: randomBytes(24).toString('base64url'),
});

export async function remember(dataDir: string, memory: Memory): Promise<void> {
  const file = fileOf(dataDir);
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
