/** Which session is which record: a session has no id at the provider, so ours must stay with it while it grows. Pure. */
import { hash } from 'node:crypto';
import type { TimeRange } from '../../../model/time-range.js';
import type { HeldItem } from '../../kit/items.js';
import type { Session } from './sessions.js';

/** How far a border of a recording may move and still be the same: the provider refines its blocks. */
const BORDER_MS = 60_000;
const MARK_LENGTH = 8;
const ID_LENGTH = 32;

/** The first digits of all ids of a device: two recorders of one athlete may run at the same time, and their records must not be mixed up. */
const markOf = (deviceId: string): string => hash('sha256', deviceId).slice(0, MARK_LENGTH);

export const isOf = (id: string, deviceId: string): boolean => id.startsWith(markOf(deviceId));

/** @param attempt above 0 where the ids before it are others' */
function idOf(deviceId: string, { startMs }: TimeRange, attempt: number): string {
  const words = [deviceId, new Date(startMs).toISOString(), ...(attempt === 0 ? [] : [String(attempt)])];
  return `${markOf(deviceId)}${hash('sha256', words.join(' ')).slice(0, ID_LENGTH - MARK_LENGTH)}`;
}

export const overlap = (a: TimeRange, b: TimeRange): boolean => a.startMs < b.endMs && b.startMs < a.endMs;

export const covers = (outer: TimeRange, inner: TimeRange, toleranceMs: number): boolean =>
  inner.startMs >= outer.startMs - toleranceMs && inner.endMs <= outer.endMs + toleranceMs;

export interface Identified {
  readonly items: readonly { readonly id: string; readonly session: Session }[];
  /** Held records that a session covers or cuts without going on with them. */
  readonly obsolete: readonly string[];
}

/**
 * A session goes on with the earliest held record that it covers; what else it touches is obsolete. A record that it does not cover was cut (an assignment that
 * ended earlier, another gap rule): what is left has another id, for under the old one it would be an older revision.
 * @param sessions of one device, oldest first
 * @param held records of one athlete, of whatever device
 */
export function identified(deviceId: string, sessions: readonly Session[], held: readonly HeldItem[]): Identified {
  const ours = held
    .filter(({ id }) => isOf(id, deviceId))
    .sort((a, b) => a.range.startMs - b.range.startMs || a.range.endMs - b.range.endMs || (a.id < b.id ? -1 : 1));
  const taken = new Set(ours.map(({ id }) => id));
  const kept = new Set<string>();
  const obsolete = new Set<string>();
  const items = sessions.map((session) => {
    const touched = ours.filter(({ id, range }) => overlap(range, session) && !kept.has(id));
    const known = touched.find(({ range }) => covers(session, range, BORDER_MS));
    for (const { id } of touched) obsolete.add(id);
    if (known !== undefined) {
      kept.add(known.id);
      return { id: known.id, session };
    }
    let attempt = 0;
    while (taken.has(idOf(deviceId, session, attempt))) attempt++;
    const id = idOf(deviceId, session, attempt);
    taken.add(id);
    return { id, session };
  });
  return { items, obsolete: [...obsolete].filter((id) => !kept.has(id)) };
}
