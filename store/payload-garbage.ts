/** Objects of payloads that are gone: a trigger writes them down (0007), here they are deleted from the bucket. */
import type { EnvironmentId } from '../model/ids.js';
import { type Database, type Queryable, prepared, transaction } from './database.js';
import type { PayloadBucket } from './payload-bucket.js';

/** Objects of one transaction, and deletes at the same time. */
const AT_ONCE = 200;
const PARALLEL = 20;
/** Deleted again after this long: a write that was under way when its payload went has ended by then. */
const AGAIN_MINUTES = 2;

/** Safe to repeat and to run at once. What cannot be deleted stays written down. @returns objects deleted. @throws Problem transient */
export async function collectPayloadGarbage(db: Database, bucket: PayloadBucket): Promise<number> {
  for (let deleted = 0; ;) {
    const count = await transaction(db, (tx) => collectSome(tx, bucket));
    if (count === 0) return deleted;
    deleted += count;
  }
}

/** Whoever keeps the same content again waits for the lock, and writes its object after the deletion (`keepPayload`). */
async function collectSome(tx: Queryable, bucket: PayloadBucket): Promise<number> {
  const { rows } = await tx.query<{ environmentId: EnvironmentId; digest: string }>(
    prepared(
      'payload-garbage',
      `SELECT environment_id AS "environmentId", encode(hash, 'hex') AS digest FROM payload_garbage
        WHERE swept_at IS NULL OR since < now() - interval '${AGAIN_MINUTES} minutes' ORDER BY since LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`,
      [],
    ),
  );
  for (let at = 0; at < rows.length; at += PARALLEL)
    await Promise.all(rows.slice(at, at + PARALLEL).map((row) => bucket.delete(row.environmentId, row.digest)));
  const values = [rows.map((row) => row.environmentId), rows.map((row) => row.digest)];
  const chosen = `FROM unnest($1::uuid[], $2::text[]) AS c(environment_id, digest) WHERE g.environment_id = c.environment_id AND g.hash = decode(c.digest, 'hex')`;
  await tx.query(`UPDATE payload_garbage g SET swept_at = now() ${chosen}`, values);
  await tx.query(
    `DELETE FROM payload_garbage g USING ${chosen.slice('FROM '.length)} AND g.since < now() - interval '${AGAIN_MINUTES} minutes'`,
    values,
  );
  return rows.length;
}

/** Call before its object is written. */
export async function saveFromGarbage(db: Queryable, environmentId: EnvironmentId, digest: Buffer): Promise<void> {
  await db.query(
    prepared('payload-save', `DELETE FROM payload_garbage WHERE environment_id = $1 AND hash = $2`, [environmentId, digest]),
  );
}

/** Its payload went while its object was being written. */
export async function throwAway(db: Queryable, environmentId: EnvironmentId, digest: Buffer): Promise<void> {
  await db.query(
    prepared(
      'payload-throw',
      `INSERT INTO payload_garbage (environment_id, hash) VALUES ($1, $2) ON CONFLICT (environment_id, hash) DO UPDATE SET since = now(), swept_at = NULL`,
      [environmentId, digest],
    ),
  );
}
