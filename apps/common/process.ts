/** What every process of ours asks before it starts, and how it says that it cannot. */
import { Problem } from '../../model/problem.js';
import type { Settings } from '../../settings/load.js';
import { openDatabase } from '../../store/database.js';
import { assertCurrent } from '../../store/migrate.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { assertKeyRing } from '../../store/secrets/rotation.js';
import { required } from './core.module.js';
import { assertPayloadBucket } from './payload-bucket.js';

/** @throws Problem config when the schema is behind, the key ring does not open what is stored, or the payload bucket refuses. */
export async function assertReady(settings: Settings): Promise<void> {
  const url = required(settings.databaseUrl, 'DATABASE_URL');
  await assertCurrent(url);
  const db = openDatabase({ url, poolSize: 1, name: 'freehub-start', onError: () => undefined });
  try {
    await assertKeyRing(db, KeyRing.of(required(settings.secretKeys, 'FREEHUB_SECRET_KEYS')));
  } finally {
    await db.end();
  }
  await assertPayloadBucket(settings, (line) => process.stderr.write(`freehub: warning: ${line}\n`));
}

/** One sentence for a person, no stack, exit code 1. */
export function failStart(error: unknown): void {
  process.stderr.write(
    `freehub: ${error instanceof Problem ? error.userMessage : String(error instanceof Error ? (error.stack ?? error.message) : error)}\n`,
  );
  process.exit(1);
}
