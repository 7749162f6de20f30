/** Event bodies kept for a while, by content, for receivers that fetch them by a link: in the database, or in the operator's bucket. */
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { ConnectionId, EnvironmentId } from '../model/ids.js';
import { type Queryable, prepared } from './database.js';
import type { PayloadBucket } from './payload-bucket.js';
import { saveFromGarbage, throwAway } from './payload-garbage.js';

const zip = promisify(zstdCompress);
const unzip = promisify(zstdDecompress);

export interface NewPayload {
  readonly environmentId: EnvironmentId;
  /** Goes when its user goes. */
  readonly connectionId: ConnectionId | null;
  readonly body: Uint8Array;
  readonly seconds: number;
}

/**
 * The same body twice is kept once, for the longer of the two times.
 * @param bucket where the body goes; the database remains the index. Null = the database. @returns its hash, hexadecimal. @throws Problem transient
 */
export async function keepPayload(db: Queryable, bucket: PayloadBucket | null, payload: NewPayload): Promise<string> {
  const { environmentId } = payload;
  const digest = hash('sha256', payload.body, 'buffer');
  // A minute more than the link says, so that a fetch that began in time ends well.
  const values = [environmentId, digest, payload.connectionId, payload.body.byteLength, payload.seconds + 60];
  const kept = await db.query(
    prepared(
      'payload-extend',
      `UPDATE payload SET expires_at = greatest(expires_at, now() + $3 * interval '1 second') WHERE environment_id = $1 AND hash = $2 AND (body IS NOT NULL OR in_bucket)`,
      [environmentId, digest, payload.seconds + 60],
    ),
  );
  if (kept.rowCount === 0) {
    const zipped = await zip(payload.body);
    const inserted = await db.query<{ absent: boolean }>(
      prepared(
        'payload-keep',
        `INSERT INTO payload AS p (environment_id, hash, connection_id, bytes, expires_at, body) VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second', $6)
         ON CONFLICT (environment_id, hash) DO UPDATE SET expires_at = greatest(p.expires_at, excluded.expires_at), body = coalesce(p.body, excluded.body)
         RETURNING body IS NULL AND NOT in_bucket AS absent`,
        [...values, bucket ? null : zipped],
      ),
    );
    if (bucket && inserted.rows[0]?.absent === true) await putInto(db, bucket, environmentId, digest, zipped);
  }
  return digest.toString('hex');
}

/** After the row: should this process end in between, the row says that the object is not there yet, and is the way to delete it. */
async function putInto(
  db: Queryable,
  bucket: PayloadBucket,
  environmentId: EnvironmentId,
  digest: Buffer,
  zipped: Uint8Array,
): Promise<void> {
  await saveFromGarbage(db, environmentId, digest);
  await bucket.put(environmentId, digest.toString('hex'), zipped);
  const { rowCount } = await db.query(
    prepared('payload-stored', `UPDATE payload SET in_bucket = true WHERE environment_id = $1 AND hash = $2`, [
      environmentId,
      digest,
    ]),
  );
  if (rowCount === 0) await throwAway(db, environmentId, digest);
}

/** @returns null when it is not kept (any more). @throws Problem transient when the bucket does not answer */
export async function readPayload(
  db: Queryable,
  bucket: PayloadBucket | null,
  environmentId: EnvironmentId,
  digest: string,
): Promise<Uint8Array | null> {
  const { rows } = await db.query<{ body: Buffer | null; bytes: number }>(
    prepared(
      'payload-read',
      `SELECT body, bytes FROM payload WHERE environment_id = $1 AND hash = decode($2, 'hex') AND expires_at > now()`,
      [environmentId, digest],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  const body = row.body ?? (await bucket?.get(environmentId, digest)) ?? null;
  return body && unzip(body, { chunkSize: Math.max(64, row.bytes + 64) });
}

/** Objects in the bucket go by `collectPayloadGarbage`. @returns how many went. */
export async function dropExpiredPayloads(db: Queryable): Promise<number> {
  return (await db.query(`DELETE FROM payload WHERE expires_at < now()`)).rowCount ?? 0;
}
