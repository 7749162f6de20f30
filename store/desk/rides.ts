/** Stored records of all users of an environment, and one of them. */
import { z } from 'zod';
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Page } from '../control/control-store.js';
import type { Queryable } from '../database.js';
import { FILE_PART } from '../sync/originals.js';

export interface StoredRecord {
  readonly connectionId: ConnectionId;
  readonly referenceId: string | null;
  readonly provider: string;
  readonly type: string;
  readonly key: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly revision: number;
  readonly deleted: boolean;
  /** Of its final JSON. */
  readonly bytes: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** JSON without samples; of a deleted one what is left to tell. */
  readonly summary: Buffer;
}

export interface RecordFilter {
  readonly type: string;
  readonly connection: ConnectionId | null;
  /** By its start: at or after, before. */
  readonly since: Date | null;
  readonly until: Date | null;
}

const SHOWN = `r.connection_id AS "connectionId", c.reference_id AS "referenceId", c.provider, r.type, r.record_key AS key, r.start_time AS "startTime", r.end_time AS "endTime",
  r.revision, r.deleted_at IS NOT NULL AS deleted, r.body_bytes AS bytes, r.created_at AS "createdAt", r.updated_at AS "updatedAt", r.summary`;

/** Microseconds of its start, connection and key: where a page goes on. */
type Row = StoredRecord & { readonly micros: string };
const cursorSchema = z.tuple([
  z.string().regex(/^-?\d{1,17}$/),
  z.uuid(),
  z
    .string()
    .max(2000)
    .regex(/^[^\0]*$/),
]);

const cursorOf = ({ micros, connectionId, key }: Row): string =>
  Buffer.from(JSON.stringify([micros, connectionId, key])).toString('base64url');

function readCursor(text: string): z.output<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw new Problem('payload', 'after: must be `next` of the page before', { cause });
  }
}

/** Newest first by their start, deleted ones too. Those of one instant are few: they are sorted, and need no place in the index. @throws Problem payload */
export async function listStoredRecords(
  db: Queryable,
  environmentId: EnvironmentId,
  { type, connection, since, until }: RecordFilter,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<StoredRecord>> {
  const values: unknown[] = [environmentId, type];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where = [
    'environment_id = $1 AND type = $2',
    ...(connection === null ? [] : [`connection_id = ${bind(connection)}`]),
    ...(since === null ? [] : [`started_at >= ${bind(since)}`]),
    ...(until === null ? [] : [`started_at < ${bind(until)}`]),
  ];
  if (page.after !== null) {
    const [micros, connectionId, key] = readCursor(page.after);
    const at = `'epoch'::timestamptz + ${bind(micros)}::bigint * interval '1 microsecond'`;
    where.push(
      `started_at <= ${at}`,
      `(started_at < ${at} OR (connection_id, record_key) > (${bind(connectionId)}, ${bind(key)}))`,
    );
  }
  const { rows } = await db.query<Row>(
    `SELECT ${SHOWN}, (extract(epoch FROM r.started_at) * 1000000)::bigint::text AS micros
       FROM (SELECT * FROM record WHERE ${where.join(' AND ')} ORDER BY started_at DESC, connection_id, record_key LIMIT ${bind(page.limit + 1)}) r
       JOIN connection c ON c.id = r.connection_id ORDER BY r.started_at DESC, r.connection_id, r.record_key`,
    values,
  );
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return { items, next: rows.length > page.limit && last ? cursorOf(last) : null };
}

export interface RecordName {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
  readonly type: string;
  readonly key: string;
}

export interface RecordDetails extends StoredRecord {
  /** The file that it was made from is kept. */
  readonly hasOriginal: boolean;
  /** Answers of the provider that it was made from are kept. */
  readonly hasRaw: boolean;
}

/** Without its body. @throws Problem missing */
export async function getStoredRecord(db: Queryable, name: RecordName): Promise<RecordDetails> {
  const { environmentId, connectionId, type, key } = name;
  const { rows } = await db.query<RecordDetails>(
    `SELECT ${SHOWN}, EXISTS (SELECT 1 FROM raw_payload p WHERE p.id = ANY (r.raw_ids) AND p.part = $5) AS "hasOriginal",
            EXISTS (SELECT 1 FROM raw_payload p WHERE p.id = ANY (r.raw_ids) AND p.part <> $5) AS "hasRaw"
       FROM record r JOIN connection c ON c.id = r.connection_id
      WHERE r.environment_id = $1 AND r.connection_id = $2 AND r.type = $3 AND r.record_key = $4`,
    [environmentId, connectionId, type, key, FILE_PART],
  );
  if (!rows[0]) throw noRecord(name);
  return rows[0];
}

/** zstd of its final JSON, and how long that is: megabytes for a long ride. @throws Problem missing, for a deleted one too */
export async function getRecordBody(db: Queryable, name: RecordName): Promise<{ readonly zstd: Buffer; readonly bytes: number }> {
  const { rows } = await db.query<{ zstd: Buffer; bytes: number }>(
    `SELECT body AS zstd, body_bytes AS bytes FROM record
      WHERE environment_id = $1 AND connection_id = $2 AND type = $3 AND record_key = $4 AND deleted_at IS NULL`,
    [name.environmentId, name.connectionId, name.type, name.key],
  );
  if (!rows[0]) throw noRecord(name);
  return rows[0];
}

const noRecord = ({ type, key }: RecordName): Problem =>
  new Problem('missing', `there is no ${type} "${key.slice(0, 100)}" of this user, or it was deleted`);
