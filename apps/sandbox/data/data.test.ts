import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { connect, get, riderIds, send, type TokenAnswer } from '../client.fixture.js';
import { startSandbox, type RunningSandbox } from '../server.js';
import { readFit } from '../recorded/messages.js';

let sandbox: RunningSandbox;
let url: string;
let tokens: TokenAnswer;
let rider: string;
let other: string;
let ahead = 0;

const summary = z.looseObject({
  id: z.string(),
  revision: z.number(),
  started_at: z.string(),
  updated_at: z.string(),
  deleted_at: z.string().nullable(),
});
const pageSchema = z.object({ data: z.array(summary), next_cursor: z.string().nullable() });
const streamsSchema = z.object({
  activity_id: z.string(),
  revision: z.number(),
  count: z.number(),
  streams: z.record(z.string(), z.object({ unit: z.string(), data: z.array(z.unknown()) })),
});
const list = async (query: Record<string, string>) =>
  pageSchema.parse((await get(`${url}/v1/activities?${new URLSearchParams(query).toString()}`, tokens.access_token)).json);
const truth = async () =>
  z
    .object({
      rides: z.array(
        z.object({ id: z.string(), riderId: z.string(), deleted: z.boolean(), startedAt: z.string(), revision: z.number() }),
      ),
    })
    .parse((await send(`${url}/sandbox/truth`, 'GET')).json).rides;
const rideNow = async (body: unknown = {}, who = rider) =>
  z.object({ id: z.string() }).parse((await send(`${url}/sandbox/riders/${who}/rides`, 'POST', body)).json).id;

async function walk(query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await list({ ...query, ...(cursor !== '' && { cursor }) });
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  return ids;
}

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, riders: 2, days: 40, shape: 'standard', limits: null, now: () => Date.now() + ahead });
  url = sandbox.url;
  [rider, other = ''] = await riderIds(url);
  tokens = await connect(url, rider);
});
afterAll(() => sandbox.close());

describe('list', () => {
  test.each(['start_asc', 'start_desc'])('pages in %s without gap or repeat, also while rides arrive', async (order) => {
    const all = (await truth())
      .filter((ride) => ride.riderId === rider && !ride.deleted)
      .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1) * (order === 'start_asc' ? 1 : -1));
    const first = await list({ limit: '3', order });
    await rideNow({ minutes: 1, startedAt: '2020-01-01T00:00:00Z' });
    const rest = await walk({ limit: '3', cursor: first.next_cursor ?? '' });
    const seen = [...first.data.map(({ id }) => id), ...rest].filter((id) => all.some((ride) => ride.id === id));
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  test('start_after is inclusive, start_before is not: neighbouring windows share nothing and miss nothing', async () => {
    const all = await walk({ order: 'start_asc' });
    const middle = (await list({ order: 'start_asc' })).data[4]?.started_at ?? '';
    const older = await walk({ order: 'start_asc', start_before: middle });
    const newer = await walk({ order: 'start_asc', start_after: middle });
    expect([...older, ...newer]).toEqual(all);
  });

  test('updated_after finds changes and deletions', async () => {
    const [gone, renamed] = [await rideNow({ minutes: 2 }), await rideNow({ minutes: 2 })];
    ahead += 1000;
    const since = new Date(Date.now() + ahead).toISOString();
    ahead += 1000;
    await send(`${url}/sandbox/rides/${gone}`, 'DELETE');
    await send(`${url}/sandbox/rides/${renamed}`, 'PATCH', { name: 'New name' });
    const { data } = await list({ updated_after: since });
    expect(new Map(data.map(({ id, deleted_at: at, revision }) => [id, [at !== null, revision]]))).toEqual(
      new Map([
        [gone, [true, 2]],
        [renamed, [false, 2]],
      ]),
    );
    expect(await walk({})).not.toContain(gone);
  });

  test.each([
    ['limit=201', 'limit'],
    ['limit=0', 'limit'],
    ['start_after=yesterday', 'start_after'],
    ['start_after=2026-02-01T00:00:00Z&start_before=2026-01-01T00:00:00Z', 'start_before'],
    ['order=name', 'order'],
    ['page=2', 'page'],
    ['cursor=abc.def', 'cursor'],
  ])('refuses %s and says why', async (query, word) => {
    const answer = await get(`${url}/v1/activities?${query}`, tokens.access_token);
    expect(answer.status).toBe(400);
    const { error } = z
      .object({ error: z.object({ message: z.string(), request_id: z.string().startsWith('req_') }) })
      .parse(answer.json);
    expect(error.message).toContain(word);
  });

  test('a cursor belongs to one user, one set of filters and one hour', async () => {
    const { next_cursor: cursor } = await list({ limit: '1', order: 'start_asc' });
    const stranger = await connect(url, other);
    const ask = (token: string, more = '') => get(`${url}/v1/activities?cursor=${cursor ?? ''}${more}`, token);
    expect((await ask(stranger.access_token)).status).toBe(400);
    expect((await ask(tokens.access_token, '&order=start_desc')).status).toBe(400);
    expect((await ask(tokens.access_token)).status).toBe(200);
    ahead += 3_601_000;
    expect((await ask(tokens.access_token)).status).toBe(400);
  });
});

describe('detail', () => {
  test('has laps, zones, device and an ETag that changes with the revision', async () => {
    const id = await rideNow({ minutes: 30 });
    const first = await get(`${url}/v1/activities/${id}`, tokens.access_token);
    expect(first.json).toMatchObject({
      id,
      revision: 1,
      sport: 'cycling',
      manual: false,
      deleted_at: null,
      device: { manufacturer: 'Sandbox' },
    });
    const {
      laps,
      zones,
      elapsed_seconds: elapsed,
    } = z
      .looseObject({
        elapsed_seconds: z.number(),
        laps: z.array(z.looseObject({ elapsed_seconds: z.number() })),
        zones: z.array(z.unknown()),
      })
      .parse(first.json);
    expect(elapsed).toBe(1800);
    expect(laps.length).toBeGreaterThan(1);
    expect(zones.length).toBeGreaterThan(0);
    const etag = first.headers.get('etag') ?? '';
    expect((await get(`${url}/v1/activities/${id}`, tokens.access_token, { 'if-none-match': etag })).status).toBe(304);
    await send(`${url}/sandbox/rides/${id}`, 'PATCH', { calories_kcal: 5 });
    const second = await get(`${url}/v1/activities/${id}`, tokens.access_token, { 'if-none-match': etag });
    expect([second.status, second.json]).toEqual([200, expect.objectContaining({ revision: 2, calories_kcal: 5 })]);
  });

  test('404 for unknown and for others, 410 for deleted', async () => {
    const [mine, theirs] = [await rideNow({ minutes: 1 }), await rideNow({ minutes: 1 }, other)];
    await send(`${url}/sandbox/rides/${mine}`, 'DELETE');
    for (const part of ['', '/streams', '/file']) {
      expect((await get(`${url}/v1/activities/act_no${part}`, tokens.access_token)).status).toBe(404);
      expect((await get(`${url}/v1/activities/${theirs}${part}`, tokens.access_token)).status).toBe(404);
      expect(await get(`${url}/v1/activities/${mine}${part}`, tokens.access_token)).toMatchObject({
        status: 410,
        json: { error: { code: 'gone' } },
      });
    }
  });
});

describe('streams', () => {
  const read = async (id: string, query = '') =>
    streamsSchema.parse((await get(`${url}/v1/activities/${id}/streams${query}`, tokens.access_token)).json);

  test('a standard ride is one hour at 1 Hz in eight whole streams of about 200 KB, and two of them share samples but not ids', async () => {
    const id = await rideNow({ shape: 'standard' });
    const answer = await get(`${url}/v1/activities/${id}/streams`, tokens.access_token);
    const { streams, count, activity_id: named } = streamsSchema.parse(answer.json);
    expect([named, count, Object.keys(streams)]).toEqual([
      id,
      3600,
      ['time', 'latlng', 'altitude', 'distance', 'speed', 'heartrate', 'cadence', 'power'],
    ]);
    for (const { data } of Object.values(streams)) expect([data.length, data.includes(null)]).toEqual([3600, false]);
    expect(answer.text.length).toBeGreaterThan(170_000);
    expect(answer.text.length).toBeLessThan(230_000);
  });

  test('keys choose, time always comes, 1hz has a row for every second', async () => {
    const id = await rideNow({ minutes: 60 });
    const chosen = await read(id, '?keys=cadence');
    expect(Object.keys(chosen.streams)).toEqual(['time', 'cadence']);
    const even = await read(id, '?resolution=1hz');
    const time = even.streams['time']?.data ?? [];
    expect(time).toEqual(Array.from({ length: even.count }, (_, second) => second));
    expect((await get(`${url}/v1/activities/${id}/streams?keys=watts`, tokens.access_token)).status).toBe(400);
  });
});

test('file: a signed link that ends leads to a FIT file with the same samples', async () => {
  const id = await rideNow({ shape: 'standard' });
  const redirect = await get(`${url}/v1/activities/${id}/file`, tokens.access_token);
  expect(redirect.status).toBe(302);
  const link = redirect.headers.get('location') ?? '';
  const file = readFit(Buffer.from(await (await fetch(link)).arrayBuffer()));
  const { streams } = streamsSchema.parse((await get(`${url}/v1/activities/${id}/streams`, tokens.access_token)).json);
  expect(file.records.map(({ power }) => power)).toEqual(streams['power']?.data);
  expect((await send(link.replace(/signature=./, 'signature=x'), 'GET')).status).toBe(403);
  ahead += 301_000;
  expect(await send(link, 'GET')).toMatchObject({ status: 403, json: { error: { code: 'link_expired' } } });
});

test('the profile has the contract’s fields', async () => {
  const { json } = await get(`${url}/v1/users/me`, (await connect(url, rider)).access_token);
  expect(Object.keys(json as object)).toEqual([
    'id',
    'first_name',
    'last_name',
    'sex',
    'birth_date',
    'weight_kg',
    'height_cm',
    'ftp_watts',
    'max_hr_bpm',
    'timezone',
    'created_at',
  ]);
});

test('limits count down in the headers and end in 429 with Retry-After', async () => {
  const small = await startSandbox({
    port: 0,
    riders: 1,
    days: 0,
    limits: { appPerQuarterHour: 100, appPerDay: 1000, userPerMinute: 2 },
    now: () => 1_700_000_001_000,
  });
  const { access_token: token } = await connect(small.url, (await riderIds(small.url))[0]);
  const ask = () => get(`${small.url}/v1/users/me`, token);
  expect([(await ask()).headers.get('ratelimit-remaining'), (await ask()).headers.get('ratelimit-remaining')]).toEqual([
    '1',
    '0',
  ]);
  const full = await ask();
  expect(full).toMatchObject({ status: 429, json: { error: { code: 'rate_limited' } } });
  expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
  await small.close();
});
