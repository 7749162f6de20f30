/** All samples of a session, page after page, as they came. */
import { Problem } from '../../../model/problem.js';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { itemRefusalOf, succeeded } from '../../kit/http.js';
import type { ItemRef, ProviderDevice, Pulled, RawPart } from '../../kit/items.js';
import type { ProviderIo, ProviderResponse } from '../../kit/provider-io.js';
import { devicesPage } from './account.js';
import { get, instant, nextOf, pathOf } from './api.js';
import type { LiveConfig } from './config.js';
import type { Locator } from './locator.js';
import { readLocator } from './locator.js';
import type { RowPage } from './normalize/rows.js';
import { readRows } from './normalize/rows.js';
import { writeSession } from './session-part.js';

/** A day at 10 Hz, and half as much again for samples that come twice. */
const MOST_ROWS = 1_300_000;
/** At the smallest page that can be set. */
const MOST_PAGES = 1_300;
const WHAT = 'the samples of a session';
const LAST_INSTANT_MS = Date.UTC(2200, 0);

/** A listing knows devices by id only. Beyond the first 3,000 they stay without a name. */
async function deviceOf(config: LiveConfig, accessToken: string, id: string, io: ProviderIo): Promise<ProviderDevice> {
  const { rows } = await devicesPage(config, accessToken, 1, io);
  return rows.find((device) => device.id === id) ?? { id, name: null, serialNumber: null };
}

/** @throws Problem transient when the body is no whole page: found here it is fetched again, found later it would be refused for good */
function pageOf(response: ProviderResponse): RowPage {
  if (!succeeded(response)) throw itemRefusalOf(response, WHAT);
  try {
    return readRows(response.body, [], () => undefined);
  } catch (cause) {
    throw new Problem('transient', `${WHAT}: the answer is no page of samples, it may have been cut off`, { cause });
  }
}

const moved = (): Problem =>
  new Problem('transient', `${WHAT}: they changed while they were read; will be read again`, { code: 'MOVED' });

/** Null when the provider does not know the device, or has no samples of that time. */
async function pagesOf(config: LiveConfig, accessToken: string, locator: Locator, io: ProviderIo): Promise<RawPart[] | null> {
  const { deviceId, range } = locator;
  const parts: RawPart[] = [];
  let count: number | null | undefined;
  let rows = 0;
  for (let page: number | null = 1; page !== null;) {
    const query = { start: instant(range.startMs), stop: instant(range.endMs), page, limit: config.samples_per_page };
    const response = await get(config, accessToken, pathOf(deviceId, 'preprocessed'), query, io);
    if (response.status === 404) {
      if (page === 1) return null;
      throw moved();
    }
    const found = pageOf(response);
    count ??= found.count;
    // Samples that are uploaded in between shift all that follow: some would be missed.
    if (found.count !== count) throw moved();
    rows += found.rows;
    if (rows > MOST_ROWS || (count ?? 0) > MOST_ROWS || parts.length > MOST_PAGES)
      throw new Problem('payload', `${WHAT}: more than ${MOST_ROWS}, a day at 10 Hz has 864,000`, { code: 'TOO_LARGE' });
    parts.push({ part: `samples-${page - 1}`, bytes: response.body });
    page = nextOf(found.next, page, WHAT);
  }
  return rows === 0 ? null : parts;
}

export async function fetchSession(config: LiveConfig, accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Pulled> {
  const locator = readLocator(ref);
  const { deviceId, range, blocks, assignment } = locator;
  const samples = await pagesOf(config, accessToken, locator, io);
  if (samples === null) return { ref, gone: 'unseen' };
  const device = await deviceOf(config, accessToken, deviceId, io);
  const told = (from: number, to: number) => ({ start_ms: Math.round(from), stop_ms: Math.round(to) });
  const { start_ms, stop_ms } = told(Math.max(0, assignment.startMs), assignment.endMs);
  const session = writeSession({
    device: { id: deviceId, name: device.name, serial_number: device.serialNumber },
    range: told(range.startMs, range.endMs),
    blocks: blocks.map((block) => told(block.startMs, block.endMs)),
    assignment: { start_ms, stop_ms: stop_ms < LAST_INSTANT_MS ? stop_ms : null },
    recorded_ms: ref.revision ?? blocks.reduce((sum, block) => sum + block.endMs - block.startMs, 0),
    activity_type: ACTIVITY_TYPES[config.activity_type],
  });
  return { ref, parts: [{ part: 'session', bytes: session }, ...samples] };
}
