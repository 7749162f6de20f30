/** Event bodies kept for a while, by content, for receivers that fetch them by a link. */
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { ConnectionId, EnvironmentId } from '../model/ids.js';
import { type Queryable, prepared } from './database.js';

const zip = promisify(zstdCompress);
const unzip = promisify(zstdDecompress);

export interface NewPayload {
  readonly environmentId: EnvironmentId;
  /** Goes when its user goes. */
  readonly connectionId: ConnectionId | null;
  readonly body: Uint8Array;
  readonly seconds: number;
}

/** The same body twice is kept once, for the longer of the two times. @returns its hash, hexadecimal. */
export async function keepPayload(db: Queryable, payload: NewPayload): Promise<string> {
  const digest = hash('sha256', payload.body, 'buffer');
  // A minute more than the link says, so that a fetch that began in time ends well.
  const values = [payload.environmentId, digest, payload.connectionId, payload.body.byteLength, payload.seconds + 60];
  const kept = await db.query(
    prepared(
      'payload-extend',
      `UPDATE payload SET expires_at = greatest(expires_at, now() + $3 * interval '1 second') WHERE environment_id = $1 AND hash = $2`,
      [payload.environmentId, digest, payload.seconds + 60],
    ),
  );
  if (kept.rowCount === 0) {
    await db.query(
      prepared(
        'payload-keep',
        `INSERT INTO payload AS p (environment_id, hash, connection_id, bytes, expires_at, body) VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second', $6)
         ON CONFLICT (environment_id, hash) DO UPDATE SET expires_at = greatest(p.expires_at, excluded.expires_at)`,
        [...values, await zip(payload.body)],
      ),
    );
  }
  return digest.toString('hex');
}

/** @returns null when it is not kept (any more). */
export async function readPayload(db: Queryable, environmentId: EnvironmentId, digest: string): Promise<Uint8Array | null> {
  const { rows } = await db.query<{ body: Buffer; bytes: number }>(
    prepared(
      'payload-read',
      `SELECT body, bytes FROM payload WHERE environment_id = $1 AND hash = decode($2, 'hex') AND expires_at > now()`,
      [environmentId, digest],
    ),
  );
  const row = rows[0];
  return row ? unzip(row.body, { chunkSize: Math.max(64, row.bytes + 64) }) : null;
}

/** @returns how many went. */
export async function dropExpiredPayloads(db: Queryable): Promise<number> {
  return (await db.query(`DELETE FROM payload WHERE expires_at < now()`)).rowCount ?? 0;
}
