/** What a device recorded around a time, so far that no session which touches that time is seen in part only. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { TimeRange } from '../../../model/time-range.js';
import { DAY_MS } from '../../../model/time-range.js';
import type { ProviderIo } from '../../kit/provider-io.js';
import type { Page } from './api.js';
import { get, instant, pathOf, readPage } from './api.js';
import type { LiveConfig } from './config.js';
import type { Block, Session } from './sessions.js';
import { sessionsOf, union, within } from './sessions.js';

const BLOCKS_PER_PAGE = 3_000;
const MOST_PAGES = 50;
/** Looked at beyond the time that is asked for: most sessions are shorter, and it costs no request. */
const MARGIN_MS = 6 * 3_600_000;
/** A recorder that ran longer without a gap is taken to have begun there. */
const MOST_EXTENSIONS = 14;

/** The API says UTC; some of its examples have no zone. */
const time = z.iso.datetime({ offset: true, local: true }).transform((text, context) => {
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  if (ms >= 0 && ms < Date.UTC(2200, 0)) return ms;
  context.addIssue({ code: 'custom', message: 'out of range' });
  return z.NEVER;
});
const blockSchema = z
  .object({ start: time, stop: time })
  .transform(({ start, stop }): Block => ({ startMs: start, endMs: stop }));

/** None for a device that this manager has not. @throws Problem config for an account that is no manager's */
async function blocksIn(
  config: LiveConfig,
  accessToken: string,
  deviceId: string,
  range: TimeRange,
  io: ProviderIo,
): Promise<Block[]> {
  const what = 'the recording ranges of a device';
  const blocks: Block[] = [];
  let page: number | null = 1;
  for (let pages = 0; page !== null; pages++) {
    if (pages === MOST_PAGES) throw new Problem('payload', `${what}: more than ${MOST_PAGES} pages`, { code: 'ENDLESS_LISTING' });
    const query = { start: instant(range.startMs), stop: instant(range.endMs), page, limit: BLOCKS_PER_PAGE };
    const response = await get(config, accessToken, pathOf(deviceId, 'preprocessed-ranges'), query, io);
    if (page > 1 && response.status === 404)
      throw new Problem('transient', `${what}: they changed while they were read`, { code: 'MOVED' });
    // The account works and has no say over devices (any more): one device that is not its own would be 404.
    if (response.status === 403)
      throw new Problem('config', `${what}: this account of Insiders may not read devices: log in with a manager’s account`, {
        code: 'NOT_MANAGER',
      });
    // Not this manager's any more: the athlete's other devices go on, and what was read stays.
    if (response.status === 404) return [];
    const found: Page<Block> = readPage(response, blockSchema, page, what);
    blocks.push(...found.rows);
    page = found.next;
  }
  return blocks;
}

/**
 * All sessions that touch `range`, whole, oldest first, and neighbours of theirs.
 * @param bounds nothing outside of it is the athlete's: sessions are cut there
 */
export async function sessionsAround(
  config: LiveConfig,
  accessToken: string,
  deviceId: string,
  range: TimeRange,
  bounds: TimeRange,
  io: ProviderIo,
): Promise<Session[]> {
  const gapMs = config.gap_minutes * 60_000;
  let startMs = Math.max(bounds.startMs, range.startMs - MARGIN_MS);
  let endMs = Math.min(bounds.endMs, range.endMs + MARGIN_MS);
  if (endMs <= startMs) return [];
  const ask = async (part: TimeRange): Promise<Block[]> =>
    within(await blocksIn(config, accessToken, deviceId, part, io), bounds);
  let blocks = await ask({ startMs, endMs });
  for (let extensions = 0; ; extensions++) {
    const chains = chainsTouching(blocks, gapMs, range);
    const before = startMs > bounds.startMs && chains.some((chain) => chain.startMs <= startMs + gapMs);
    const after = endMs < Math.min(bounds.endMs, Date.now()) && chains.some((chain) => chain.endMs >= endMs - gapMs);
    if (extensions === MOST_EXTENSIONS || !(before || after)) break;
    const known = { startMs, endMs };
    if (before) {
      startMs = Math.max(bounds.startMs, startMs - DAY_MS);
      blocks = union([...blocks, ...(await ask({ startMs, endMs: known.startMs }))]);
    }
    if (after) {
      endMs = Math.min(bounds.endMs, endMs + DAY_MS);
      blocks = union([...blocks, ...(await ask({ startMs: known.endMs, endMs }))]);
    }
  }
  return sessionsOf(blocks, gapMs);
}

/** Sessions before they are cut into days: only their outer ends tell whether there is more of them. */
function chainsTouching(blocks: readonly Block[], gapMs: number, range: TimeRange): TimeRange[] {
  const chains = union(blocks.map(({ startMs, endMs }) => ({ startMs, endMs: endMs + gapMs + 1 })));
  return chains
    .map(({ startMs, endMs }) => ({ startMs, endMs: endMs - gapMs - 1 }))
    .filter(({ startMs, endMs }) => startMs < range.endMs && endMs > range.startMs);
}
