/** The athlete's profile: no list of changes has it, so it is asked for with a poll, at most once a day. */
import { ATHLETE_RANGE } from '../../model/terra/index.js';
import type { ItemRef } from '../../providers/kit/items.js';
import type { Queryable } from '../../store/database.js';
import { isFresh } from '../../store/history/known.js';
import type { SyncCommit } from '../../store/sync/commit.js';
import { listAll } from './list-all.js';
import type { PullSession, PulledItem, Puller } from './pull.js';

const FRESH_SECONDS = 86_400;
const DAY = new Date(ATHLETE_RANGE.startMs).toISOString().slice(0, 10);
/** Until it is tried again when the provider did not answer. */
export const PROFILE_AGAIN_MS = 900_000;

/** Whatever is wrong with it is its own trouble: an outage too. @returns null when there is nothing to ask for now */
export async function pullProfile(db: Queryable, puller: Puller, session: PullSession): Promise<PulledItem | null> {
  if (!session.provider.capabilities.types.includes('athlete')) return null;
  if (await isFresh(db, session.connectionId, 'athlete', FRESH_SECONDS)) return null;
  const { rows } = await db.query<{ scopes: string }>(`SELECT scopes FROM connection WHERE id = $1`, [session.connectionId]);
  // Not shared: asking would only be refused.
  if (!session.provider.gives((rows[0]?.scopes ?? '').split(',').filter(Boolean), 'athlete')) return null;
  const refs: ItemRef[] = [];
  for await (const page of listAll(puller, session, { type: 'athlete', by: 'changed', range: ATHLETE_RANGE }))
    refs.push(...page.refs);
  const [item] = await puller.pull(session, refs.slice(0, 1), true);
  return item ?? null;
}

/** Its answer is good for a day, also when that was "not for you". */
export const profileCovered = (item: PulledItem): SyncCommit['covered'] =>
  item.problem?.retryable ? null : { type: 'athlete', firstDay: DAY, lastDay: DAY };
