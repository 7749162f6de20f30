/** The same done to many connections: chosen by ids or by a filter, moved in transactions of some hundreds. */
import type { ConnectionState } from '../../model/connection.js';
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { changeStates } from '../connections/lifecycle.js';
import { writeAudits } from '../control/audit.js';
import type { Page } from '../control/control-store.js';
import { type Database, type Queryable, transaction } from '../database.js';
import { ALL_STATES, type ConnectionFilter, findConnections, listConnections } from './connection-search.js';

/** From which states each may be done. Only a new authorization brings back one that lost its access. */
export const BULK_ACTIONS = {
  sync: ['active'],
  pause: ['active'],
  resume: ['paused'],
  disconnect: ALL_STATES,
} as const satisfies Record<string, readonly ConnectionState[]>;
export type BulkAction = keyof typeof BULK_ACTIONS;

export interface LeftAlone {
  readonly connectionId: ConnectionId;
  readonly reason: string;
}

export interface Chosen {
  readonly ids: readonly ConnectionId[];
  /** The first of those that match and whose state does not allow it. */
  readonly leftAlone: readonly LeftAlone[];
  /** Of the filter: there are more after these. */
  readonly next: string | null;
}

export const MOST_LEFT_ALONE = 100;

const allows = (action: BulkAction, state: ConnectionState): boolean =>
  (BULK_ACTIONS[action] as readonly ConnectionState[]).includes(state);
const because = (state: ConnectionState): string =>
  state === 'reauthorize' || state === 'revoked' ? `it is ${state}: its athlete must connect again` : `it is ${state}`;

/** @throws Problem payload for a cursor that is none */
export async function chooseByFilter(
  db: Queryable,
  environmentId: EnvironmentId,
  action: BulkAction,
  filter: ConnectionFilter,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Chosen> {
  const asked = filter.states ?? ALL_STATES;
  const allowed = asked.filter((state) => allows(action, state));
  const others = asked.filter((state) => !allows(action, state));
  const chosen: Page<ConnectionId> =
    allowed.length === 0
      ? { items: [], next: null }
      : await findConnections(db, environmentId, { ...filter, states: allowed }, page);
  // Told once, with the first page.
  const left =
    others.length === 0 || page.after !== null
      ? []
      : (await listConnections(db, environmentId, { ...filter, states: others }, { after: null, limit: MOST_LEFT_ALONE })).items;
  return {
    ids: chosen.items,
    leftAlone: left.map(({ id, state }) => ({ connectionId: id, reason: because(state) })),
    next: chosen.next,
  };
}

export async function chooseByIds(
  db: Queryable,
  environmentId: EnvironmentId,
  action: BulkAction,
  ids: readonly ConnectionId[],
): Promise<Chosen> {
  const { rows } = await db.query<{ id: ConnectionId; state: ConnectionState }>(
    `SELECT id, state FROM connection WHERE id = ANY ($2) AND environment_id = $1`,
    [environmentId, ids],
  );
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const unique = [...new Set(ids)];
  const may = (id: ConnectionId): boolean => {
    const state = states.get(id);
    return state !== undefined && allows(action, state);
  };
  return {
    ids: unique.filter(may),
    leftAlone: unique
      .filter((id) => !may(id))
      .slice(0, MOST_LEFT_ALONE)
      .map((connectionId) => {
        const state = states.get(connectionId);
        return {
          connectionId,
          reason: state === undefined ? 'there is no such connection in this environment' : because(state),
        };
      }),
    next: null,
  };
}

const BATCH = 500;
const TRIES = 3;

type Move = Exclude<BulkAction, 'disconnect'>;
const AUDIT = { sync: 'connection.synced_by_hand', pause: 'connection.paused', resume: 'connection.resumed' } as const;

/** Each with its audit line. @returns those that were moved: not those whose state has changed since they were chosen */
export async function moveMany(
  db: Database,
  environmentId: EnvironmentId,
  ids: readonly ConnectionId[],
  move: Move,
  actor: string,
): Promise<readonly ConnectionId[]> {
  const moved: ConnectionId[] = [];
  for (let from = 0; from < ids.length; from += BATCH)
    moved.push(...(await batch(db, environmentId, ids.slice(from, from + BATCH), move, actor)));
  return moved;
}

/** A sync that ends locks the same rows in another order: the one of the two that the database stops is tried again. */
async function batch(
  db: Database,
  environmentId: EnvironmentId,
  ids: readonly ConnectionId[],
  move: Move,
  actor: string,
  tries = 1,
): Promise<readonly ConnectionId[]> {
  try {
    return await transaction(db, async (tx) => {
      const moved =
        move === 'sync'
          ? await dueNow(tx, environmentId, ids)
          : await changeStates(tx, environmentId, ids, move === 'pause' ? ['active', 'paused'] : ['paused', 'active']);
      await writeAudits(tx, { environmentId, actor, action: AUDIT[move], detail: { bulk: true } }, moved);
      return moved;
    });
  } catch (error) {
    if (tries >= TRIES || !isDeadlock(error)) throw error;
    return batch(db, environmentId, ids, move, actor, tries + 1);
  }
}

const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01';

async function dueNow(
  tx: Queryable,
  environmentId: EnvironmentId,
  ids: readonly ConnectionId[],
): Promise<readonly ConnectionId[]> {
  const { rows } = await tx.query<{ id: ConnectionId }>(
    `UPDATE connection SET next_poll_at = now() WHERE id = ANY ($2) AND environment_id = $1 AND state = 'active' RETURNING id`,
    [environmentId, ids],
  );
  const due = rows.map(({ id }) => id);
  await tx.query(`UPDATE inbox SET due_at = now() WHERE connection_id = ANY ($1) AND state = 'pending' AND due_at > now()`, [
    due,
  ]);
  return due;
}
