/** Storing items together; and one by one when the database refuses one of them for what is in it. */
import { Problem } from '../../model/problem.js';
import { type Database, transaction } from '../../store/database.js';
import { assertStillWorn } from '../../store/devices/worn.js';
import { type CommitResult, type SyncCommit, commitSync } from '../../store/sync/commit.js';
import type { DestinationId } from '../../model/ids.js';
import { latest } from './notices.js';
import type { PullSession, PulledItem } from './pull.js';

export interface CommittedItems extends CommitResult {
  /** As they became: those that the database refused have a problem instead of a record. */
  readonly items: readonly PulledItem[];
}

/** What a commit says of its items. */
export const writesOf = (items: readonly PulledItem[]): Pick<SyncCommit, 'records' | 'raws' | 'forget'> => ({
  records: latest(items),
  raws: items.flatMap((item) => item.raws),
  forget: items.filter((item) => item.forget).map(({ ref }) => ({ type: ref.type, key: ref.id })),
});

/**
 * @param commit of some items; `last`: with it the sync ends (what is about no item, the lease). It is asked for all at once, or for each alone and the
 * end by itself.
 * @param session what the items were listed with
 * @throws Problem canceled when the connection was erased, got a new id, or other devices meanwhile
 */
export async function commitItems(
  db: Database,
  session: Pick<PullSession, 'connectionId' | 'wornRevision'>,
  items: readonly PulledItem[],
  commit: (items: readonly PulledItem[], last: boolean) => SyncCommit,
): Promise<CommittedItems> {
  const { connectionId, wornRevision } = session;
  const store = (sync: SyncCommit): Promise<CommitResult> =>
    wornRevision === null
      ? commitSync(db, sync)
      : transaction(db, async (tx) => {
          await assertStillWorn(tx, connectionId, wornRevision);
          return commitSync(tx, sync);
        });
  try {
    return { ...(await store(commit(items, true))), items };
  } catch (error) {
    if (sqlState(error) === FOREIGN_KEY)
      throw new Problem('canceled', 'the connection is gone, or has a new id', { cause: error });
    if (items.length === 0 || sqlStateOfData(error) === null) throw error;
  }
  const stored: PulledItem[] = [];
  const destinations = new Set<DestinationId>();
  let changed = 0;
  const add = (result: CommitResult): void => {
    changed += result.changed;
    for (const id of result.destinationIds) destinations.add(id);
  };
  for (const item of items) {
    try {
      add(await store(commit([item], false)));
      stored.push(item);
    } catch (error) {
      const code = sqlStateOfData(error);
      if (code === null) throw error;
      const problem = new Problem('payload', 'the database refuses what this item holds', { code, cause: error });
      const without = { ref: item.ref, record: null, raws: item.raws, problem };
      add(await store(commit([without], false)));
      stored.push(without);
    }
  }
  add(await store(commit([], true)));
  return { changed, destinationIds: [...destinations], items: stored };
}

/** The connection was erased meanwhile, or goes on under a new id. */
const FOREIGN_KEY = '23503';

const sqlState = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** SQLSTATE classes 22 (data) and 23 (constraints): a row's own fault. */
function sqlStateOfData(error: unknown): string | null {
  const code = sqlState(error);
  return /^2[23]...$/.test(code) && code !== FOREIGN_KEY ? code : null;
}
