/** Insiders' data: who is it, what is there, and one activity with its streams. */
import { z } from 'zod';
import { Problem } from '../../model/problem.js';
import { itemRefusalOf, readJson, succeeded } from '../kit/http.js';
import type { ItemRef, Pulled } from '../kit/items.js';
import type { ListQuery } from '../kit/provider.js';
import type { ProviderIo, ProviderResponse } from '../kit/provider-io.js';
import { readColumns } from '../../formats/samples/json-columns.js';
import { ATHLETE_KEY } from './normalize/athlete.js';
import type { InsidersConfig } from './config.js';

const PAGE_SIZE = 200;
const STREAM_KEYS = 'time,latlng,altitude,distance,speed,heartrate,cadence,power,temperature,moving';

const meSchema = z.object({ id: z.string().min(1) });
/** An id that no database takes as it is will be asked for, not found, and shown as such. */
const listedIdSchema = z
  .string()
  .min(1)
  .transform((id) => id.toWellFormed().replaceAll('\0', '').slice(0, 200) || '?');
const pageSchema = z.object({
  data: z.array(
    z.object({ id: listedIdSchema, revision: z.int().nullish(), updated_at: z.iso.datetime({ offset: true }).nullish() }),
  ),
  next_cursor: z.string().min(1).nullable(),
});

const get = (io: ProviderIo, accessToken: string, url: string): Promise<ProviderResponse> =>
  io.request({ method: 'GET', url, headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` } });

/** The athlete's id at Insiders. */
export async function whoIs(config: InsidersConfig, accessToken: string, io: ProviderIo): Promise<string> {
  return readJson(await get(io, accessToken, `${config.api_url}/users/me`), meSchema, 'the profile').id;
}

/** `start_after` includes its instant and `start_before` does not; `updated_after` has no counterpart, so the end is cut here. */
export async function list(
  config: InsidersConfig,
  accessToken: string,
  query: ListQuery,
  io: ProviderIo,
): Promise<{ refs: ItemRef[]; cursor: string | null }> {
  if (query.type === 'athlete') return { refs: [{ type: 'athlete', id: ATHLETE_KEY, revision: null }], cursor: null };
  if (query.type !== 'activity') throw new Problem('missing', `Insiders has no ${query.type}`);
  const { startMs, endMs } = query.range;
  const url = new URL(`${config.api_url}/activities`);
  url.searchParams.set('limit', String(PAGE_SIZE));
  url.searchParams.set('order', 'start_asc');
  if (query.by === 'happened') {
    url.searchParams.set('start_after', new Date(startMs).toISOString());
    url.searchParams.set('start_before', new Date(endMs).toISOString());
  } else url.searchParams.set('updated_after', new Date(startMs).toISOString());
  if (query.cursor !== null) url.searchParams.set('cursor', query.cursor);
  const response = await get(io, accessToken, url.href);
  // The only thing of a page that can be wrong is its cursor, which lives for an hour.
  if (query.cursor !== null && [400, 404, 410].includes(response.status)) {
    throw new Problem('missing', 'the list of activities: the cursor has expired, begin the range again', {
      code: String(response.status),
    });
  }
  const page = readJson(response, pageSchema, 'the list of activities');
  const inRange = page.data.filter(({ updated_at: at }) => {
    if (query.by === 'happened' || typeof at !== 'string') return true;
    const updatedMs = Date.parse(at);
    return updatedMs >= startMs && updatedMs < endMs;
  });
  return {
    refs: inRange.map(({ id, revision }) => ({ type: 'activity', id, revision: revision ?? null })),
    cursor: page.next_cursor,
  };
}

const isGone = (response: ProviderResponse): boolean => response.status === 404 || response.status === 410;
/** Dots are steps in an address whatever they are encoded as: such an id would ask for something else. */
const isStep = (id: string): boolean => id === '.' || id === '..';

/** @throws Problem transient when the body is no whole JSON document: found here it is fetched again, found later it would be refused for good. */
function wholeBody(response: ProviderResponse, what: string): Uint8Array {
  if (!succeeded(response)) throw itemRefusalOf(response, what);
  try {
    readColumns(response.body);
  } catch (cause) {
    throw new Problem('transient', `${what}: the answer is no JSON, it may have been cut off`, { cause });
  }
  return response.body;
}

/** Detail and streams at the same time. No streams is an activity typed in by hand; no detail is one that was deleted. */
async function fetchActivity(config: InsidersConfig, accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Pulled> {
  if (isStep(ref.id)) throw new Problem('payload', 'an activity of Insiders cannot have the id "." or ".."');
  const url = `${config.api_url}/activities/${encodeURIComponent(ref.id)}`;
  const [detail, streams] = await Promise.allSettled([
    get(io, accessToken, url),
    get(io, accessToken, `${url}/streams?keys=${STREAM_KEYS}&resolution=all`),
  ]);
  if (detail.status === 'rejected') throw Problem.from(detail.reason, 'fetching an activity');
  if (isGone(detail.value)) return { ref, gone: detail.value.status === 410 ? 'deleted' : 'unseen' };
  const detailBytes = wholeBody(detail.value, 'the activity');
  if (streams.status === 'rejected') throw Problem.from(streams.reason, 'fetching streams');
  const parts = [{ part: 'detail', bytes: detailBytes }];
  if (!isGone(streams.value)) parts.push({ part: 'streams', bytes: wholeBody(streams.value, 'the streams') });
  return { ref, parts };
}

/** The profile is one item. Without its scope that item is not shown to us, and the activities are all the same. */
async function fetchProfile(config: InsidersConfig, accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Pulled> {
  const response = await get(io, accessToken, `${config.api_url}/users/me`);
  if (response.status === 403)
    throw new Problem('missing', 'the profile: the provider answered 403: the athlete did not grant the scope for it', {
      code: '403',
    });
  return { ref, parts: [{ part: 'profile', bytes: wholeBody(response, 'the profile') }] };
}

export function fetchItem(config: InsidersConfig, accessToken: string, ref: ItemRef, io: ProviderIo): Promise<Pulled> {
  if (ref.type === 'activity') return fetchActivity(config, accessToken, ref, io);
  if (ref.type === 'athlete') return fetchProfile(config, accessToken, ref, io);
  return Promise.reject(new Problem('missing', `Insiders has no ${ref.type}`));
}
