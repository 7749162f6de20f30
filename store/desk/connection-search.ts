/** Connections by what an operator types and ticks: each page is read from heads of indexes, however many match. */
import { z } from 'zod';
import { CONNECTION_TRANSITIONS, type ConnectionState } from '../../model/connection.js';
import { type ConnectionId, type EnvironmentId, isUuid } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Page } from '../control/control-store.js';
import type { ConnectionView } from '../control/entities/connection.js';
import type { Queryable } from '../database.js';

export interface ConnectionFilter {
  /** An id, or how a reference id or the provider's user id begins. */
  readonly search?: string | undefined;
  /** Exactly this one. */
  readonly referenceId?: string | undefined;
  readonly provider?: string | undefined;
  readonly states?: readonly ConnectionState[] | undefined;
}

interface PageAsked {
  readonly after: string | null;
  readonly limit: number;
}

export const ALL_STATES = Object.keys(CONNECTION_TRANSITIONS) as readonly ConnectionState[];
/** Above every id. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Below every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Above every character: a prefix is the range from itself to itself and this, in the order of bytes. */
const LAST_CHARACTER = '\u{10FFFF}';

/**
 * Newest first; with `search` the one with that id, then those by reference id, then those by the provider's user id, each in the order of these.
 * @throws Problem payload for a cursor that is none
 */
export async function findConnections(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: ConnectionFilter,
  page: PageAsked,
): Promise<Page<ConnectionId>> {
  if (filter.search !== undefined) return searched(db, environmentId, { ...filter, search: filter.search }, page);
  if (page.after !== null && !isUuid(page.after)) throw noCursor();
  const rows = await newest(db, environmentId, filter, { after: page.after, limit: page.limit + 1 });
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1) ?? null) : null };
}

/** As `findConnections`, whole rows. */
export async function listConnections(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: ConnectionFilter,
  page: PageAsked,
): Promise<Page<ConnectionView>> {
  const { items: ids, next } = await findConnections(db, environmentId, filter, page);
  const { rows } = await db.query<ConnectionView>(
    `SELECT id, environment_id AS "environmentId", provider, provider_user_id AS "providerUserId", reference_id AS "referenceId", state, scopes, created_at AS "createdAt",
            last_webhook_update AS "lastWebhookUpdate", last_polled_at AS "lastPolledAt", most_recent_data_at AS "mostRecentDataAt", next_poll_at AS "nextPollAt", failures, problem
       FROM connection WHERE id = ANY ($2) AND environment_id = $1`,
    [environmentId, ids],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { items: ids.flatMap((id) => byId.get(id) ?? []), next };
}

async function newest(
  db: Queryable,
  environmentId: EnvironmentId,
  { referenceId, provider, states }: ConnectionFilter,
  { after, limit }: PageAsked,
): Promise<ConnectionId[]> {
  const before = after ?? LAST_ID;
  const ids = async (sql: string, values: unknown[]): Promise<ConnectionId[]> =>
    (await db.query<{ id: ConnectionId }>(sql, values)).rows.map(({ id }) => id);
  if (referenceId !== undefined)
    return ids(
      `SELECT id FROM connection WHERE environment_id = $1 AND reference_id COLLATE "C" = $2 AND id < $3
          AND ($4::text IS NULL OR provider = $4) AND state = ANY ($5) ORDER BY id DESC LIMIT $6`,
      [environmentId, referenceId, before, provider ?? null, states ?? ALL_STATES, limit],
    );
  if (provider === undefined && states === undefined)
    return ids(`SELECT id FROM connection WHERE environment_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, [
      environmentId,
      before,
      limit,
    ]);
  return ids(
    `SELECT c.id
       FROM (SELECT provider FROM provider_app WHERE environment_id = $1 AND ($2::text IS NULL OR provider = $2)) p
      CROSS JOIN unnest($3::text[]) AS s(state)
      CROSS JOIN LATERAL (SELECT id FROM connection WHERE environment_id = $1 AND provider = p.provider AND state = s.state AND id < $4
                           ORDER BY id DESC LIMIT $5) c
      ORDER BY c.id DESC LIMIT $5`,
    [environmentId, provider ?? null, states ?? ALL_STATES, before, limit],
  );
}

const STEPS = ['id', 'reference_id', 'provider_user_id'] as const;
type Column = Exclude<(typeof STEPS)[number], 'id'>;

/** Where a search goes on: after this value and id of that column. */
const cursorSchema = z.tuple([z.enum(STEPS), z.string(), z.string().refine(isUuid)]);
type Cursor = z.output<typeof cursorSchema>;

const cursorOf = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

function readCursor(text: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw noCursor(cause);
  }
}

const noCursor = (cause?: unknown): Problem => new Problem('payload', 'after: must be `next` of the page before', { cause });

interface Hit {
  readonly id: ConnectionId;
  readonly value: string;
}

async function searched(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: ConnectionFilter & { readonly search: string },
  { after, limit }: PageAsked,
): Promise<Page<ConnectionId>> {
  const cursor = after === null ? null : readCursor(after);
  const found: { id: ConnectionId; cursor: Cursor }[] = [];
  for (const step of STEPS.slice(cursor ? STEPS.indexOf(cursor[0]) : 0)) {
    const missing = limit + 1 - found.length;
    if (missing === 0) break;
    const goesOn = cursor?.[0] === step ? cursor : null;
    const hits =
      step === 'id'
        ? await withId(db, environmentId, filter, goesOn)
        : await beginning(db, environmentId, step, filter, { after: goesOn, limit: missing });
    found.push(...hits.map(({ id, value }) => ({ id, cursor: [step, value, id] as Cursor })));
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(({ id }) => id), next: found.length > limit && last ? cursorOf(last.cursor) : null };
}

/** What is asked for besides; `$1` environment, `$2` provider, `$3` states, `$4` reference id. */
const ALSO = `environment_id = $1 AND ($2::text IS NULL OR provider = $2) AND state = ANY ($3) AND ($4::text IS NULL OR reference_id = $4)`;
const alsoOf = (environmentId: EnvironmentId, { provider, states, referenceId }: ConnectionFilter): unknown[] => [
  environmentId,
  provider ?? null,
  states ?? ALL_STATES,
  referenceId ?? null,
];

async function withId(
  db: Queryable,
  environmentId: EnvironmentId,
  filter: ConnectionFilter & { readonly search: string },
  after: Cursor | null,
): Promise<readonly Hit[]> {
  const id = filter.search.toLowerCase();
  if (after || !isUuid(id)) return [];
  const { rows } = await db.query<Hit>(`SELECT id, '' AS value FROM connection WHERE ${ALSO} AND id = $5`, [
    ...alsoOf(environmentId, filter),
    id,
  ]);
  return rows;
}

/** Each connection once: not those that an earlier step has named. */
async function beginning(
  db: Queryable,
  environmentId: EnvironmentId,
  column: Column,
  filter: ConnectionFilter & { readonly search: string },
  { after, limit }: { after: Cursor | null; limit: number },
): Promise<readonly Hit[]> {
  const { search } = filter;
  const id = search.toLowerCase();
  const { rows } = await db.query<Hit>(
    `SELECT id, ${column} AS value FROM connection
      WHERE ${ALSO} AND (${column} COLLATE "C", id) > ($5, $6::uuid) AND ${column} COLLATE "C" < $7 AND id <> $8
        ${column === 'reference_id' ? '' : `AND (reference_id IS NULL OR NOT starts_with(reference_id, $10))`}
      ORDER BY ${column} COLLATE "C", id LIMIT $9`,
    [
      ...alsoOf(environmentId, filter),
      after?.[1] ?? search,
      after?.[2] ?? FIRST_ID,
      `${search}${LAST_CHARACTER}`,
      isUuid(id) ? id : LAST_ID,
      limit,
      ...(column === 'reference_id' ? [] : [search]),
    ],
  );
  return rows;
}
