/** Secrets that the first `freehub up` makes and every later one uses again. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { errorCode } from './error-code.js';

const secretsFile = z.strictObject({
  /** Text of FREEHUB_SECRET_KEYS. */
  secretKeys: z.string().min(1),
  adminToken: z.string().min(16),
  postgresPassword: z.string().min(16),
});

export type Secrets = Readonly<z.output<typeof secretsFile>>;

const word = (bytes: number) => randomBytes(bytes).toString('base64url');

/**
 * Reads `secrets.json` of the data folder, or makes it (mode 0600).
 * @throws Problem config when the file cannot be read: it is never replaced, for without its keys stored secrets are lost.
 */
export async function loadSecrets(dataDir: string): Promise<Secrets & { readonly created: boolean }> {
  const file = join(dataDir, 'secrets.json');
  const known = await readSecrets(file);
  if (known !== null) return { ...known, created: false };
  const made: Secrets = {
    secretKeys: `k1:${randomBytes(32).toString('base64')}`,
    adminToken: word(24),
    postgresPassword: word(24),
  };
  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  try {
    await link(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return { ...made, created: true };
}

async function readSecrets(file: string): Promise<Secrets | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Problem('config', `${file} cannot be read; restore it or its permissions`, { cause: error });
  }
  try {
    return secretsFile.parse(JSON.parse(text));
  } catch {
    throw new Problem('config', `${file} is damaged; restore it from a backup (without its keys stored tokens cannot be read)`);
  }
}
