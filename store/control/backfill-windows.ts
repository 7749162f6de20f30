/** The windows of a backfill, newest range first. */
import type { BackfillId, ConnectionId } from '../../model/ids.js';
import { Problem, type StoredProblem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import type { Page } from './control-store.js';

type WindowState = 'pending' | 'done' | 'failed';
const STATES: readonly WindowState[] = ['pending', 'done', 'failed'];

export interface WindowRow {
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly referenceId: string | null;
  readonly type: string;
  readonly start: Date;
  readonly end: Date;
  readonly state: WindowState;
  readonly attempts: number;
  readonly found: number;
  readonly changed: number;
  readonly dueAt: Date;
  readonly problem: StoredProblem | null;
}

/** `$1` backfill, `$2` limit, `$3` and `$4` where the page before ended. Each head comes from the index of its state (migrations 2 and 15). */
const head = (state: WindowState, more: string, order: string): string =>
  `(SELECT id, range_end FROM backfill_window WHERE backfill_id = $1 AND state = '${state}'${more} ORDER BY ${order} LIMIT $2)`;
/** Windows of thousands of connections end at one moment: those that do are gone on with by id, in the order of the index. */
const AFTER = [
  [' AND range_end = $3 AND id > $4', 'id'],
  [' AND range_end < $3', 'range_end DESC, id'],
] as const;
const FIRST = [['', 'range_end DESC, id']] as const;

const CURSOR = /^\d{1,18}$/;

/** @param after a window's id @throws Problem payload (no cursor of this backfill) */
export async function listWindows(
  db: Queryable,
  id: BackfillId,
  state: WindowState | null,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<WindowRow>> {
  const from = after === null ? null : await endOf(db, id, after);
  const heads = (state === null ? STATES : [state]).flatMap((one) =>
    (from === null ? FIRST : AFTER).map(([more, order]) => head(one, more, order)),
  );
  const { rows } = await db.query<WindowRow>(
    `SELECT w.id::text, w.connection_id AS "connectionId", c.reference_id AS "referenceId", w.type, w.range_start AS start, w.range_end AS "end", w.state, w.attempts, w.found, w.changed,
            w.due_at AS "dueAt", w.problem
       FROM (SELECT id FROM (${heads.join(' UNION ALL ')}) heads ORDER BY range_end DESC, id LIMIT $2) page
       JOIN backfill_window w ON w.id = page.id LEFT JOIN connection c ON c.id = w.connection_id
      ORDER BY w.range_end DESC, w.id`,
    [id, limit + 1, ...(from === null ? [] : [from, after])],
  );
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** As text: a Date would lose microseconds. */
async function endOf(db: Queryable, id: BackfillId, after: string): Promise<string> {
  const { rows } = CURSOR.test(after)
    ? await db.query<{ end: string }>(`SELECT range_end::text AS "end" FROM backfill_window WHERE id = $2 AND backfill_id = $1`, [
        id,
        after,
      ])
    : { rows: [] };
  if (!rows[0]) throw new Problem('payload', 'after: is not `next` of a page of this backfill');
  return rows[0].end;
}
