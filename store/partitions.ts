/** Makes weekly partitions ahead of time and drops those past retention. */
import type { Queryable } from './database.js';

const WEEK_MS = 7 * 86_400_000;
/** Enough that weeks without housekeeping lose nothing: an insert without a partition would be an error. */
const WEEKS_AHEAD = 4;

/** Tables by the type of their partition key, and which retention they fall under. Deliveries before what they need (`isNeeded`). */
const PARTITIONED = [
  { table: 'inbox', key: 'date', keeps: 'events' },
  { table: 'delivery', key: 'uuid', keeps: 'events' },
  { table: 'event', key: 'uuid', keeps: 'events' },
  { table: 'attempt', key: 'uuid', keeps: 'events' },
  { table: 'raw_payload', key: 'uuid', keeps: 'raw' },
] as const;

const weekStart = (ms: number): number => Math.floor(ms / WEEK_MS) * WEEK_MS;

/** The smallest UUID version 7 of a moment: partition bounds compare by it. */
export const uuidBound = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

const bound = (key: 'date' | 'uuid', ms: number): string =>
  key === 'uuid' ? uuidBound(ms) : new Date(ms).toISOString().slice(0, 10);
const suffix = (ms: number): string => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');

/**
 * Creates every partition that is missing from one week ago to four weeks ahead. Safe to run at the same time from many processes.
 * @param db one connection, no pool
 */
export async function ensurePartitions(db: Queryable, nowMs = Date.now()): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = ANY ($1::regclass[])`,
    [PARTITIONED.map(({ table }) => table)],
  );
  const there = new Set(rows.map(({ name }) => name));
  for (const { table, key } of PARTITIONED) {
    const statements: string[] = [];
    for (let week = weekStart(nowMs) - WEEK_MS, n = 0; n < WEEKS_AHEAD + 2; n++, week += WEEK_MS) {
      const name = `${table}_${suffix(week)}`;
      if (there.has(name)) continue;
      // Queue tables churn: vacuum early, and leave room for updates in place.
      const storage =
        table === 'delivery' || table === 'inbox'
          ? `WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`
          : '';
      statements.push(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${table} FOR VALUES FROM ('${bound(key, week)}') TO ('${bound(key, week + WEEK_MS)}') ${storage}`,
      );
      if (table === 'raw_payload') statements.push(`ALTER TABLE ${name} ALTER body SET STORAGE EXTERNAL`);
    }
    if (statements.length > 0) await create(db, statements);
  }
}

/** Under one lock: two processes that start together must not race in CREATE TABLE, which also locks the whole table: one at a time. */
async function create(db: Queryable, statements: readonly string[]): Promise<void> {
  try {
    await db.query(`BEGIN; SELECT pg_advisory_xact_lock(7032001); ${statements.join('; ')}; COMMIT`);
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Drops partitions that ended before the retention limit. @returns the names dropped. 0 days = keep for ever. */
export async function dropExpired(
  db: Queryable,
  retention: { eventsDays: number; rawDays: number },
  nowMs = Date.now(),
): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const { table, keeps } of PARTITIONED) {
    const days = keeps === 'raw' ? retention.rawDays : retention.eventsDays;
    if (days === 0) continue;
    const oldest = suffix(weekStart(nowMs - days * 86_400_000));
    const { rows } = await db.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass AND c.relname < $2`,
      [table, `${table}_${oldest}`],
    );
    for (const { name } of rows) {
      if (await isNeeded(db, table, name)) continue;
      await db.query(`DROP TABLE ${name}`);
      dropped.push(name);
    }
  }
  return dropped;
}

/** Work that is still to be done outlives retention, with what it takes: the event it tells, the place for its attempts. */
async function isNeeded(db: Queryable, table: (typeof PARTITIONED)[number]['table'], name: string): Promise<boolean> {
  const asks = {
    inbox: `SELECT 1 FROM ${name} WHERE state = 'pending' LIMIT 1`,
    delivery: `SELECT 1 FROM ${name} WHERE state = 'pending' LIMIT 1`,
    event: `SELECT 1 FROM ${name} e JOIN delivery d ON d.event_id = e.id WHERE d.state IN ('pending', 'dead') LIMIT 1`,
    attempt: `SELECT 1 FROM pg_class WHERE relname = '${name.replace('attempt', 'delivery')}'`,
    raw_payload: null,
  } as const;
  const ask = asks[table];
  return ask !== null && (await db.query(ask)).rows.length > 0;
}
