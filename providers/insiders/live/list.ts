/** The sessions of an athlete: for each assignment what its device recorded, a page for each assignment and month. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { TimeRange } from '../../../model/time-range.js';
import { DAY_MS } from '../../../model/time-range.js';
import type { Assignment, HeldItem, ItemRef } from '../../kit/items.js';
import type { ListPage, ListQuery } from '../../kit/provider.js';
import type { ProviderIo } from '../../kit/provider-io.js';
import { sessionsAround } from './blocks.js';
import type { LiveConfig } from './config.js';
import { covers, identified, isOf, overlap } from './identity.js';
import { writeLocator } from './locator.js';
import type { Session } from './sessions.js';

/** A month is one or two requests for a device. */
export const WINDOW_DAYS = 30;
/** Times pass through PostgreSQL and ISO text: less than this is rounding. */
const ROUNDING_MS = 1_000;

interface Place {
  readonly assignment: Assignment;
  readonly window: TimeRange;
  /** The first window of its assignment: sessions that began before the range and reach into it belong to it. */
  readonly first: boolean;
}

/** What is to be asked, in the order in which it is asked. */
function* places({ assignments = [], range }: ListQuery): Generator<Place> {
  const sorted = assignments
    .filter((one) => overlap(one.range, range))
    .sort((a, b) => a.range.startMs - b.range.startMs || (a.deviceId < b.deviceId ? -1 : 1));
  for (const assignment of sorted) {
    const from = Math.max(range.startMs, assignment.range.startMs);
    const to = Math.min(range.endMs, assignment.range.endMs);
    for (let startMs = from; startMs < to; startMs += WINDOW_DAYS * DAY_MS)
      yield { assignment, window: { startMs, endMs: Math.min(to, startMs + WINDOW_DAYS * DAY_MS) }, first: startMs === from };
  }
}

const cursorSchema = z.object({ deviceId: z.string(), assignedMs: z.number(), startMs: z.number() });

const cursorOf = ({ assignment, window }: Place): string =>
  JSON.stringify({ deviceId: assignment.deviceId, assignedMs: assignment.range.startMs, startMs: window.startMs });

/** Where the cursor leads and what follows. @throws Problem missing when assignments changed since it was given out */
function placesFrom(query: ListQuery): [here: Place | undefined, next: Place | undefined] {
  const all = [...places(query)];
  if (query.cursor === null) return [all[0], all[1]];
  const wanted = cursorSchema.safeParse(safeJson(query.cursor)).data;
  const index = all.findIndex((place) => wanted !== undefined && cursorOf(place) === JSON.stringify(wanted));
  if (index < 0)
    throw new Problem('missing', 'the list of sessions: the assignments changed since, begin the range again', {
      code: 'CURSOR',
    });
  return [all[index], all[index + 1]];
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether a session is listed in this window: by its start, so that windows beside each other have each session once. */
function isListed(session: Session, { window, first }: Place, by: ListQuery['by']): boolean {
  const startsHere = session.startMs >= window.startMs && session.startMs < window.endMs;
  return startsHere || (by === 'changed' && first && overlap(session, window));
}

/** Records of a time in which their device was not the athlete's, or not for all of it. */
const unassigned = ({ assignments = [], held = [], range }: ListQuery): string[] => {
  const isAssigned = (item: HeldItem): boolean =>
    assignments.some((one) => isOf(item.id, one.deviceId) && covers(one.range, item.range, ROUNDING_MS));
  return held.filter((item) => overlap(item.range, range) && !isAssigned(item)).map(({ id }) => id);
};

function refOf(id: string, session: Session, assignment: Assignment): ItemRef {
  const { startMs, endMs, blocks, recordedMs } = session;
  const { deviceId, range } = assignment;
  const locator = writeLocator({
    deviceId,
    range: { startMs, endMs },
    blocks: [...blocks],
    // Whoever has no end may say so with Infinity, which JSON does not know.
    assignment: { startMs: Math.max(0, range.startMs), endMs: Math.min(range.endMs, Number.MAX_SAFE_INTEGER) },
  });
  return { type: 'activity', id, revision: Math.round(recordedMs), locator };
}

/**
 * `happened`: sessions that start in the range. `changed`: all that touch it, for nobody tells which of them grew; their revision does.
 * Sessions that may still grow are not listed.
 */
export async function list(config: LiveConfig, accessToken: string, query: ListQuery, io: ProviderIo): Promise<ListPage> {
  if (query.type !== 'activity') throw new Problem('missing', `Insiders live has no ${query.type}`);
  const [here, next] = placesFrom(query);
  const gone = query.cursor === null ? unassigned(query) : [];
  if (here === undefined) return { refs: [], cursor: null, ...(gone.length > 0 && { obsolete: gone }) };
  const { assignment, window } = here;
  const sessions = await sessionsAround(config, accessToken, assignment.deviceId, window, assignment.range, io);
  const settled = Date.now() - config.close_after_minutes * 60_000;
  const listed = sessions.filter(
    (session) =>
      session.endMs <= settled && session.recordedMs >= config.min_session_minutes * 60_000 && isListed(session, here, query.by),
  );
  const { items, obsolete } = identified(assignment.deviceId, listed, query.held ?? []);
  const refs = items.map(({ id, session }) => refOf(id, session, assignment));
  // One that another session goes on with on this page is not gone.
  const left = [...new Set([...gone, ...obsolete])].filter((id) => !refs.some((ref) => ref.id === id));
  return { refs, cursor: next === undefined ? null : cursorOf(next), ...(left.length > 0 && { obsolete: left }) };
}
