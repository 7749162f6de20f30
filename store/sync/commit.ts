/**
 * What a sync found, in one statement and so in one transaction: raw answers, records whose content changed, their events, one delivery for each
 * matching destination, coverage, the notices that are dealt with, the connection's new marks and the end of its lease.
 *
 * Rows travel as numbered parameters in VALUES, not as arrays: the driver sends a lone Buffer in binary, an array of them as hexadecimal text
 * (a standard ride: 0.6 ms less per side).
 */
import type { Priority } from '../../model/delivery.js';
import type { BackfillId, ConnectionId, DestinationId, EnvironmentId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import { type Queryable } from '../database.js';

export interface RecordWrite {
  readonly type: string;
  readonly key: string;
  /** `presume`: taken for deleted because the provider does not show it any more; an answer of the very revision that is held brings it back. */
  readonly op: 'upsert' | 'delete' | 'presume';
  readonly providerRevision: number | null;
  readonly startTime: string;
  readonly endTime: string;
  readonly contentHash: Uint8Array;
  readonly bodyBytes: number;
  /** zstd of the final JSON. */
  readonly body: Uint8Array;
  readonly summary: Uint8Array;
  readonly rawIds: readonly string[];
}

export interface RawWrite {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly part: string;
  readonly contentHash: Uint8Array;
  /** zstd of the answer as it came. */
  readonly body: Uint8Array;
}

export interface NoticeMark {
  readonly id: string;
  readonly receivedOn: string;
  readonly state: 'done' | 'pending' | 'dead' | 'ignored';
  /** For `pending`: milliseconds until the next try. */
  readonly retryMs: number;
  readonly problem: StoredProblem | null;
  /** True when the provider's answer was older than the notice. */
  readonly behind?: boolean;
}

export interface SyncCommit {
  readonly connectionId: ConnectionId;
  readonly environmentId: EnvironmentId;
  readonly records: readonly RecordWrite[];
  readonly raws: readonly RawWrite[];
  /** Deleted for certain: their raw answers go, whether there is a record or not. Those of records with `op` delete go as well. */
  readonly forget?: readonly { readonly type: string; readonly key: string }[];
  readonly notices: readonly NoticeMark[];
  readonly priority: Priority;
  readonly backfillId: BackfillId | null;
  /** True for a history request: while it is open and is to send chunks, these tell the records and nothing else does. */
  readonly hold?: boolean;
  /** True when the records were made again from answers that are stored: a record that has been made from others meanwhile stays. */
  readonly fromStoredAnswers?: boolean;
  /** Days fetched in full: [first, last], YYYY-MM-DD. */
  readonly covered: { readonly type: string; readonly firstDay: string; readonly lastDay: string } | null;
  /** Null when no lease was taken (backfill windows have their own). */
  readonly leaseToken: string | null;
  /** Set when a poll looked at everything up to here. */
  readonly polledUntilMs: number | null;
  readonly nextPollMs: number | null;
}

export interface CommitResult {
  readonly changed: number;
  readonly destinationIds: readonly DestinationId[];
}

const RECORD_COLUMNS = ['text', 'text', 'text', 'bigint', 'text', 'text', 'bytea', 'int', 'bytea', 'bytea', 'uuid[]'];
const RAW_COLUMNS = ['uuid', 'text', 'text', 'text', 'bytea', 'bytea'];
const NOTICE_COLUMNS = ['uuid', 'date', 'text', 'int', 'jsonb', 'int'];

class Parameters {
  readonly values: unknown[] = [];
  one(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
  /** `VALUES (…), (…)`, or a row-less select of the same shape. */
  rows(types: readonly string[], rows: readonly (readonly unknown[])[]): string {
    if (rows.length === 0) return `SELECT ${types.map((type) => `NULL::${type}`).join(', ')} WHERE false`;
    return `VALUES ${rows.map((row) => `(${row.map((value, index) => this.one(value, types[index] ?? 'text')).join(', ')})`).join(', ')}`;
  }
}

/** Commits what a sync found. Repeating it changes nothing: records move only when their content does, and never to an older provider revision. */
export async function commitSync(db: Queryable, sync: SyncCommit): Promise<CommitResult> {
  const p = new Parameters();
  const connection = p.one(sync.connectionId, 'uuid');
  const environment = p.one(sync.environmentId, 'uuid');
  const backfill = p.one(sync.backfillId, 'uuid');
  const priority = p.one(sync.priority, 'smallint');
  const records = p.rows(
    RECORD_COLUMNS,
    sync.records.map((r) => [
      r.type,
      r.key,
      r.op,
      r.providerRevision,
      r.startTime,
      r.endTime,
      r.contentHash,
      r.bodyBytes,
      r.body,
      r.summary,
      r.rawIds,
    ]),
  );
  const parts: string[] = [];
  const also = (sql: string): number => parts.push(sql);

  const presumed = sync.records.filter((record) => record.op === 'presume').map(({ type, key }) => `${type} ${key}`);
  const isPresumed = presumed.length > 0 ? `r.type || ' ' || r.record_key = ANY (${p.one(presumed, 'text[]')})` : 'false';
  const forget = [...sync.records.filter((record) => record.op === 'delete'), ...(sync.forget ?? [])];
  if (forget.length > 0) {
    // What the athlete deleted at the provider is not kept here either, in no version; unless a newer revision says that it is there (ADR 16).
    also(`forgotten AS (
      DELETE FROM raw_payload p USING (${p.rows(
        ['text', 'text'],
        forget.map(({ type, key }) => [type, key]),
      )}) AS f(type, record_key)
       WHERE p.connection_id = ${connection} AND p.type = f.type AND p.record_key = f.record_key
         AND (EXISTS (SELECT 1 FROM stored s WHERE s.op = 'delete' AND s.type = f.type AND s.record_key = f.record_key)
              OR NOT EXISTS (SELECT 1 FROM record r WHERE r.connection_id = ${connection} AND r.type = f.type AND r.record_key = f.record_key AND r.deleted_at IS NULL)))`);
  }
  if (sync.notices.length > 0) {
    also(`marked AS (
      UPDATE inbox SET state = m.state, attempts = inbox.attempts + 1, behind = inbox.behind + m.behind, problem = m.problem,
             due_at = CASE WHEN m.state = 'pending' THEN now() + m.retry_ms * interval '1 millisecond' ELSE inbox.due_at END,
             finished_at = CASE WHEN m.state = 'pending' THEN NULL ELSE now() END
        FROM (${p.rows(
          NOTICE_COLUMNS,
          sync.notices.map((n) => [
            n.id,
            n.receivedOn,
            n.state,
            n.retryMs,
            n.problem === null ? null : JSON.stringify(n.problem),
            n.behind === true ? 1 : 0,
          ]),
        )}) AS m(id, received_on, state, retry_ms, problem, behind)
       WHERE inbox.id = m.id AND inbox.received_on = m.received_on)`);
  }
  if (sync.covered) {
    const { type, firstDay, lastDay } = sync.covered;
    also(`covered AS (
      INSERT INTO coverage (connection_id, type, day)
      SELECT ${connection}, ${p.one(type, 'text')}, d::date FROM generate_series(${p.one(firstDay, 'date')}, ${p.one(lastDay, 'date')}, interval '1 day') d
      ON CONFLICT (connection_id, type, day) DO UPDATE SET fetched_at = now())`);
  }
  const lease = p.one(sync.leaseToken, 'uuid');
  const polled = p.one(sync.polledUntilMs, 'double precision');
  const nextPoll = p.one(sync.nextPollMs, 'double precision');
  also(`touched AS (
    UPDATE connection SET
           lease_token = CASE WHEN lease_token = ${lease} THEN NULL ELSE lease_token END,
           lease_until = CASE WHEN lease_token = ${lease} THEN NULL ELSE lease_until END,
           synced_until = CASE WHEN ${polled} IS NULL THEN synced_until ELSE greatest(synced_until, to_timestamp(${polled} / 1000)) END,
           last_polled_at = CASE WHEN ${polled} IS NULL THEN last_polled_at ELSE now() END,
           -- One that lies ahead already was set while we polled (a subscription ended): the sooner one holds.
           next_poll_at = CASE WHEN ${nextPoll} IS NULL THEN next_poll_at
             ELSE least(now() + ${nextPoll} * interval '1 millisecond', CASE WHEN next_poll_at > now() THEN next_poll_at END) END,
           last_webhook_update = CASE WHEN ${p.one(sync.records.length > 0, 'boolean')} THEN now() ELSE last_webhook_update END,
           most_recent_data_at = greatest(most_recent_data_at, (SELECT max(start_time::timestamptz) FROM input WHERE type <> 'athlete')),
           -- Only a live sync says that the connection is well again; while polls fail, only a poll does.
           failures = CASE WHEN ${lease} IS NULL OR (poll_failing AND ${polled} IS NULL) THEN failures ELSE 0 END,
           problem = CASE WHEN ${lease} IS NULL OR (poll_failing AND ${polled} IS NULL) THEN problem END,
           poll_failing = poll_failing AND ${polled} IS NULL
     WHERE id = ${connection} RETURNING id)`);
  if (sync.raws.length > 0) {
    also(`raws AS (
      INSERT INTO raw_payload (id, environment_id, connection_id, type, record_key, part, content_hash, body)
      SELECT i.id, ${environment}, ${connection}, i.type, i.record_key, i.part, i.content_hash, i.body
        FROM (${p.rows(
          RAW_COLUMNS,
          sync.raws.map((r) => [r.id, r.type, r.key, r.part, r.contentHash, r.body]),
        )}) AS i(id, type, record_key, part, content_hash, body),
             -- Not of a connection that is being erased: these rows have no foreign key that would say so.
             touched)`);
  }

  const held = sync.hold === true ? 'EXISTS (SELECT 1 FROM holding)' : 'false';
  const text = `
    WITH input(type, record_key, op, provider_revision, start_time, end_time, content_hash, body_bytes, body, summary, raw_ids) AS (${records}),
    stored AS (
      INSERT INTO record AS r (connection_id, type, record_key, environment_id, provider_revision, ordering_ms, start_time, end_time, started_at,
                               content_hash, body_bytes, body, summary, raw_ids, deleted_at)
      SELECT ${connection}, i.type, i.record_key, ${environment}, i.provider_revision, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, i.start_time, i.end_time,
             i.start_time::timestamptz, i.content_hash, i.body_bytes, i.body, i.summary, i.raw_ids, CASE WHEN i.op <> 'upsert' THEN now() END
        FROM input i
      ON CONFLICT (connection_id, type, record_key) DO UPDATE SET
             revision = r.revision + 1, provider_revision = CASE WHEN ${isPresumed} THEN r.provider_revision - 1 ELSE greatest(excluded.provider_revision, r.provider_revision) END,
             ordering_ms = greatest(excluded.ordering_ms, r.ordering_ms + 1), start_time = excluded.start_time, end_time = excluded.end_time,
             started_at = excluded.started_at, content_hash = excluded.content_hash, body_bytes = excluded.body_bytes, body = excluded.body,
             summary = excluded.summary, raw_ids = CASE WHEN ${isPresumed} THEN r.raw_ids ELSE excluded.raw_ids END, deleted_at = excluded.deleted_at, updated_at = now()
       WHERE (r.content_hash <> excluded.content_hash OR (r.deleted_at IS NULL) <> (excluded.deleted_at IS NULL))
         -- An older answer (or word of a deletion) never overwrites a newer one, and what is deleted comes back only with a newer revision.
         AND CASE WHEN excluded.provider_revision IS NULL OR r.provider_revision IS NULL THEN true
                  WHEN r.deleted_at IS NOT NULL AND excluded.deleted_at IS NULL THEN excluded.provider_revision > r.provider_revision
                  ELSE excluded.provider_revision >= r.provider_revision END
         ${sync.fromStoredAnswers === true ? 'AND r.raw_ids = excluded.raw_ids' : ''}
      RETURNING r.type, r.record_key, r.revision, CASE WHEN r.deleted_at IS NULL THEN 'upsert' ELSE 'delete' END AS op),
    -- The same content under a newer version: nothing to tell, but a late notice of an older one asks for nothing.
    noted AS (
      UPDATE record r SET provider_revision = i.provider_revision FROM input i
       WHERE r.connection_id = ${connection} AND r.type = i.type AND r.record_key = i.record_key AND r.content_hash = i.content_hash
         AND (r.deleted_at IS NULL) = (i.op = 'upsert') AND i.op <> 'presume' AND i.provider_revision > r.provider_revision),
    ${
      sync.hold === true
        ? // The share lock waits for a cancellation or an end under way: what comes after those is told at once.
          `holding AS (SELECT 1 FROM backfill WHERE id = ${backfill} AND send AND state IN ('planned', 'running', 'paused') FOR SHARE),`
        : ''
    }
    events AS (
      INSERT INTO event (environment_id, connection_id, type, op, record_key, revision, reference, held, backfill_id)
      SELECT ${environment}, ${connection}, s.type, s.op, s.record_key, s.revision,
             -- A receiver may drop what it has seen by reference (terra.md §2.6): outside a request every event has its own.
             gen_random_uuid(), ${held}, ${backfill}
        FROM stored s
      RETURNING id, type, record_key, revision, held),
    superseded AS (
      UPDATE delivery d SET state = 'superseded', finished_at = now() FROM stored s
       WHERE s.revision > 1 AND NOT ${held} AND d.connection_id = ${connection} AND d.record_key = s.record_key AND d.type = s.type AND d.state = 'pending'
         AND (d.lease_until IS NULL OR d.lease_until < now())
      RETURNING d.destination_id, d.type, d.record_key, d.priority),
    deliveries AS (
      INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, record_key, revision, fresh, priority)
      SELECT ${environment}, t.id, e.id, ${connection}, e.type, e.record_key, e.revision, e.revision = 1,
             -- What waited as live stays live, whoever found the change.
             least(${priority}, (SELECT min(u.priority) FROM superseded u WHERE u.destination_id = t.id AND u.type = e.type AND u.record_key = e.record_key))
        FROM events e JOIN destination t ON t.environment_id = ${environment} AND (t.event_types IS NULL OR e.type = ANY (t.event_types))
       WHERE NOT e.held
      RETURNING destination_id),
    ${parts.join(',\n')}
    SELECT (SELECT count(*)::int FROM stored) AS changed, ARRAY(SELECT DISTINCT destination_id FROM deliveries) AS "destinationIds"`;

  // The common shape (one ride of two parts from one notice) is planned once per connection.
  const kind = `${forget.length > 0 ? `d${forget.length}` : ''}${presumed.length > 0 ? 'p' : ''}${sync.hold === true ? 'h' : ''}${sync.fromStoredAnswers === true ? 's' : ''}`;
  const shape = `${sync.records.length}-${sync.raws.length}-${sync.notices.length}-${sync.covered ? 1 : 0}-${kind}`;
  const small = sync.records.length <= 1 && forget.length <= 1 && sync.notices.length <= 2 && sync.raws.length <= 3;
  const { rows } = await db.query<CommitResult>(
    small ? { name: `sync-commit-${shape}`, text, values: p.values } : { text, values: p.values },
  );
  return rows[0] ?? { changed: 0, destinationIds: [] };
}
