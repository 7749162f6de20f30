/** Putting the answer of a history request into the outbox: the word that it comes, chunks for destinations that take messages, records for keyed ones. */
import { PRIORITY } from '../../model/delivery.js';
import type { BackfillId, ConnectionId, DestinationId, EnvironmentId, Reference } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import type { Chunk } from './chunks.js';

export interface Answer {
  readonly id: BackfillId;
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
  readonly type: string;
  readonly reference: Reference;
  readonly samples: boolean;
}

export interface Member {
  readonly key: string;
  readonly bytes: number;
}

/** Which destinations: those of these kinds, or all others. */
export interface Audience {
  readonly keyedKinds: readonly string[];
  readonly keyed: boolean;
}

/** `$1` environment, `$2` event type, `$3` kinds that are keyed, `$4` whether those are meant. */
const TARGETS = `targets AS (
  SELECT t.id FROM destination t WHERE t.environment_id = $1 AND (t.event_types IS NULL OR $2 = ANY (t.event_types)) AND (t.kind = ANY ($3)) = $4)`;

async function put(
  tx: Queryable,
  answer: Answer,
  audience: Audience,
  type: string,
  made: { priority: number; columns: string; values: string; from: string; with: readonly unknown[]; record?: boolean },
): Promise<readonly DestinationId[]> {
  const record = made.record === true ? ', record_key, revision' : '';
  const { rows } = await tx.query<{ destination_id: DestinationId }>(
    `WITH ${TARGETS},
     made AS (
       INSERT INTO event (environment_id, connection_id, type, reference, backfill_id, ${made.columns})
       SELECT $1, $5::uuid, $2, $6::uuid, $7::uuid, ${made.values} FROM ${made.from} WHERE EXISTS (SELECT 1 FROM targets)
       RETURNING id${record})
     INSERT INTO delivery (environment_id, destination_id, event_id, connection_id, type, priority${record})
     SELECT $1, t.id, made.id, $5::uuid, $2, ${made.priority}${record} FROM made, targets t RETURNING destination_id`,
    [
      answer.environmentId,
      type,
      audience.keyedKinds,
      audience.keyed,
      answer.connectionId,
      answer.reference,
      answer.id,
      ...made.with,
    ],
  );
  return rows.map((row) => row.destination_id);
}

/** Ahead of its chunks, which wait behind everything live. */
export const sendWord = (
  tx: Queryable,
  answer: Answer,
  audience: Audience,
  body: { readonly type: string },
): Promise<readonly DestinationId[]> =>
  put(tx, answer, audience, body.type, {
    priority: PRIORITY.live,
    columns: 'body',
    values: '$8::json',
    from: '(SELECT) AS one',
    with: [JSON.stringify(body)],
  });

export const sendChunks = (
  tx: Queryable,
  answer: Answer,
  audience: Audience,
  chunks: readonly Chunk<Member>[],
): Promise<readonly DestinationId[]> =>
  put(tx, answer, audience, answer.type, {
    priority: PRIORITY.backfill,
    columns: 'record_keys, chunk, chunk_bytes, samples',
    values: `ARRAY(SELECT jsonb_array_elements_text(c.chunk->'keys')), c.n, (c.chunk->>'bytes')::int, $9::boolean`,
    from: 'jsonb_array_elements($8::jsonb) WITH ORDINALITY AS c(chunk, n)',
    with: [JSON.stringify(chunks.map(({ items, bytes }) => ({ keys: items.map((item) => item.key), bytes }))), answer.samples],
  });

/** Whole, with samples: without them it would take the place of what the destination has of the same revision. */
export const sendEach = (
  tx: Queryable,
  answer: Answer,
  audience: Audience,
  members: readonly Member[],
): Promise<readonly DestinationId[]> =>
  put(tx, answer, audience, answer.type, {
    priority: PRIORITY.backfill,
    columns: 'record_key, revision',
    values: 'r.record_key, r.revision',
    from: '(SELECT record_key, revision FROM record WHERE connection_id = $5::uuid AND type = $2 AND record_key = ANY ($8::text[])) AS r',
    with: [members.map((member) => member.key)],
    record: true,
  });
