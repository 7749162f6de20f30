/** Records that are nothing any more: they end at the destinations, and an operator can read why. */
import { writeAudit } from '../../store/control/audit.js';
import type { Queryable } from '../../store/database.js';
import type { Obsolete } from './list-all.js';
import type { PullSession, PulledItem, Puller } from './pull.js';

/**
 * @param whole false = something of this look could not be stored: what went into another record may be that, and stays until it can. What is not the
 * athlete's goes whatever happens.
 */
export function withdrawals(
  puller: Puller,
  session: PullSession,
  obsolete: readonly Obsolete[],
  whole: boolean,
): Promise<readonly PulledItem[]> {
  const certain = obsolete.filter(({ because }) => whole || because === 'unassigned');
  const once = new Map(certain.map((one) => [`${one.ref.type} ${one.ref.id}`, one]));
  return Promise.all([...once.values()].map(({ ref }) => puller.remove(session, ref, 'obsolete')));
}

const WORDS = {
  unassigned: 'no device was assigned to the athlete in its time',
  joined: 'its recording is part of another record, or too short to be one',
} as const;

/** @param items that were stored as withdrawn */
export async function noteWithdrawals(
  db: Queryable,
  session: PullSession,
  obsolete: readonly Obsolete[],
  items: readonly PulledItem[],
): Promise<void> {
  for (const { ref, because } of obsolete) {
    if (!items.some((item) => item.ref.type === ref.type && item.ref.id === ref.id && item.record !== null)) continue;
    await writeAudit(db, {
      environmentId: session.environmentId,
      actor: 'freehub',
      action: 'record.withdrawn',
      subject: session.connectionId,
      detail: { type: ref.type, key: ref.id, because: WORDS[because] },
    });
  }
}
