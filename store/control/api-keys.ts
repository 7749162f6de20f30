/** API keys: made, shown once, found by their hash. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EnvironmentId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

/** What a caller of the data API is, once its key has been checked. */
export interface KeyOwner {
  readonly environmentId: EnvironmentId;
  readonly devId: string;
  readonly keyId: string;
}

export interface NewKey {
  /** The key itself: told to its owner once and stored nowhere. */
  readonly key: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

const SHAPE = /^fh_[A-Za-z0-9_-]{43}$/;
/** `fh_` and 48 bits: tells keys apart in a list and says nothing about the other 208. */
const PREFIX_LENGTH = 11;
/** How long a revoked key may still work, and how long a look-up is spared. */
const STALE_MS = 5_000;
const MAX_CACHED = 10_000;

const hashOf = (key: string): Buffer => hash('sha256', key, 'buffer');

/** A new key: `fh_` and 256 random bits. */
export function newKey(): NewKey {
  const key = `fh_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: hashOf(key) };
}

interface Candidate {
  readonly id: string;
  readonly environment_id: EnvironmentId;
  readonly hash: Buffer;
}

const caches = new WeakMap<Queryable, Map<string, { owner: KeyOwner; readAtMs: number }>>();

/**
 * The environment that `devId` names, when `key` is a valid key of it. The database finds candidates by their public prefix; the hash is compared here,
 * in constant time. Only hits are cached, so a new key works at once and a revoked one for at most 5 s.
 */
export async function findEnvironmentByKey(db: Queryable, devId: string, key: string): Promise<KeyOwner | null> {
  if (!SHAPE.test(key)) return null;
  const cache = caches.get(db) ?? new Map<string, { owner: KeyOwner; readAtMs: number }>();
  caches.set(db, cache);
  const hashed = hashOf(key);
  const cacheKey = `${hashed.toString('base64')} ${devId}`;
  const hit = cache.get(cacheKey);
  if (hit && Date.now() - hit.readAtMs < STALE_MS) return hit.owner;
  cache.delete(cacheKey);
  const { rows } = await db.query<Candidate>(
    prepared(
      'api-key-find',
      `SELECT k.id, k.environment_id, k.hash FROM api_key k JOIN environment e ON e.id = k.environment_id
        WHERE e.dev_id = $1 AND k.prefix = $2 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
      [devId, key.slice(0, PREFIX_LENGTH)],
    ),
  );
  const row = rows.find((candidate) => timingSafeEqual(candidate.hash, hashed));
  if (!row) return null;
  const owner: KeyOwner = { environmentId: row.environment_id, devId, keyId: row.id };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(cacheKey, { owner, readAtMs: Date.now() });
  markUsed(db, row.id);
  return owner;
}

/** Not awaited, at most once a minute for each key: a busy key must not become a busy row. */
function markUsed(db: Queryable, keyId: string): void {
  db.query(
    `UPDATE api_key SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [keyId],
  ).catch(() => undefined);
}

/** Forget what was found: after a change in this process. */
export const forgetKeys = (db: Queryable): void => {
  caches.delete(db);
};
