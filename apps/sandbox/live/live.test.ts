import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { call, form, get, send } from '../client.fixture.js';
import { startSandbox, type RunningSandbox } from '../server.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1, 8);
const tokenSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  token_type: z.string(),
});
const pageSchema = z.object({
  count: z.number(),
  page: z.number(),
  next: z.number().nullable(),
  previous: z.number().nullable(),
  results: z.array(z.record(z.string(), z.unknown())),
});
const iso = (ms: number): string => new Date(ms).toISOString();

describe('live API', () => {
  let sandbox: RunningSandbox;
  let token: string;
  let nowMs = START + 24 * 60 * MINUTE;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, riders: 2, days: 0, limits: null, now: () => nowMs });
    token = tokenSchema.parse((await login()).json).access_token;
  });
  afterAll(() => sandbox.close());

  const client = { client_id: 'sandbox-client', client_secret: 'sandbox-secret' };
  const password = { grant_type: 'password', username: 'manager', password: 'sandbox-password', ...client };
  const login = (fields: Record<string, string> = {}) => form(`${sandbox.url}/oauth2/token/`, { ...password, ...fields }, null);
  const refresh = (refreshToken: string) =>
    form(`${sandbox.url}/oauth2/token/`, { grant_type: 'refresh_token', refresh_token: refreshToken, ...client }, null);
  const ask = (path: string) => get(`${sandbox.url}${path}`, token);
  const pageAt = async (path: string) => pageSchema.parse((await ask(path)).json);
  const span = (from: number, to: number): string => `start=${iso(from)}&stop=${iso(to)}`;
  const ranges = async (device: string, from: number, to: number) =>
    (await pageAt(`/v1/devices/${device}/preprocessed-ranges/?${span(from, to)}`)).results.map(({ start, stop }) => [
      (Date.parse(String(start)) - from) / 1000,
      (Date.parse(String(stop)) - from) / 1000,
    ]);
  const ride = (device: string, body: object) => send(`${sandbox.url}/sandbox/devices/${device}/rides`, 'POST', body);

  test('a password gives tokens; a wrong one, a wrong client and an unknown grant do not', async () => {
    expect(tokenSchema.parse((await login()).json)).toMatchObject({ expires_in: 36_000, token_type: 'Bearer' });
    for (const [fields, status, error] of [
      [{ password: 'no' }, 400, 'invalid_grant'],
      [{ username: 'nobody' }, 400, 'invalid_grant'],
      [{ client_secret: 'no' }, 401, 'invalid_client'],
      [{ grant_type: 'magic' }, 400, 'unsupported_grant_type'],
    ] as const) {
      const answer = await login(fields);
      expect([answer.status, answer.json]).toMatchObject([status, { error }]);
    }
  });

  test('refresh tokens rotate; one that comes again late ends all of its log-in', async () => {
    const first = tokenSchema.parse((await login()).json);
    const second = tokenSchema.parse((await refresh(first.refresh_token)).json);
    expect(tokenSchema.parse((await refresh(first.refresh_token)).json).access_token).toBe(second.access_token);
    await refresh(second.refresh_token);
    expect((await refresh(first.refresh_token)).json).toMatchObject({ error: 'invalid_grant' });
    expect((await get(`${sandbox.url}/v1/account/`, second.access_token)).status).toBe(401);
  });

  test('the account says whose token it is; an athlete may not list devices', async () => {
    expect((await ask('/v1/account/')).json).toMatchObject({ id: 1, username: 'manager', role: 'MANAGER' });
    const athlete = tokenSchema.parse((await login({ username: 'athlete-1' })).json).access_token;
    const account = await get(`${sandbox.url}/v1/account/`, athlete);
    expect(account.json).toMatchObject({ role: 'ATHLETE' });
    const { athlete_profile: profile } = z.object({ athlete_profile: z.object({ height: z.number() }) }).parse(account.json);
    expect(profile.height).toBeLessThan(2.5);
    expect((await get(`${sandbox.url}/v1/devices/`, athlete)).status).toBe(403);
    expect((await get(`${sandbox.url}/v1/devices/`, 'none')).status).toBe(401);
  });

  test('a path without its slash leads to the one with it; a form without it is not found', async () => {
    const answer = await ask('/v1/devices?limit=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/v1/devices/?limit=1']);
    expect((await form(`${sandbox.url}/oauth2/token`, password, null)).status).toBe(404);
  });

  test('pages have numbers; a limit above the cap is the cap; a page that is not there is 404', async () => {
    expect(await pageAt('/v1/devices/?limit=1')).toMatchObject({
      count: 2,
      page: 1,
      next: 2,
      previous: null,
      results: [{ id: 22_001 }],
    });
    expect(await pageAt('/v1/devices/?limit=1&page=2')).toMatchObject({ next: null, previous: 1, results: [{ id: 22_002 }] });
    expect((await pageAt('/v1/devices/?limit=99999')).results).toHaveLength(2);
    expect([(await ask('/v1/devices/?page=9')).status, (await ask('/v1/devices/?page=x')).status]).toEqual([404, 400]);
    expect((await ask('/v1/devices/1/preprocessed/?start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z')).status).toBe(404);
    expect((await ask('/v1/devices/22001/preprocessed/')).status).toBe(400);
  });

  test('samples come at 10 Hz, the same each time, in pages', async () => {
    await ride('22001', { minutes: 60, startedAt: iso(START), shape: 'standard' });
    const path = `/v1/devices/22001/preprocessed/?${span(START, START + 60 * MINUTE)}&limit=99999`;
    const first = await pageAt(path);
    expect([first.count, first.results.length, first.next]).toEqual([36_000, 25_000, 2]);
    expect((await pageAt(`${path}&page=2`)).results).toHaveLength(11_000);
    expect(first.results.slice(0, 12).map((row) => row['gnss.timestamp'])).toEqual(
      Array.from({ length: 12 }, (_, i) => START + i * 100),
    );
    expect(Object.keys(first.results[0] ?? {})).toEqual([
      'gnss.timestamp',
      'gnss.latitude',
      'gnss.longitude',
      'gnss.altitude',
      'gnss.speed',
      'ecg.hr',
      'pwr.pwr_cadence',
      'pwr.pwr_instantpower',
    ]);
    const part = await pageAt(`/v1/devices/22001/preprocessed/?${span(START + 1_250, START + 2_000)}`);
    expect(part.results).toEqual(first.results.slice(13, 20));
  });

  test('what is held back comes later, in the middle; a ride in progress grows', async () => {
    const from = START + 120 * MINUTE;
    await ride('22001', {
      minutes: 10,
      startedAt: iso(from),
      shape: 'standard',
      hold: [{ fromSecond: 600, toSecond: 1800, seconds: 60 }],
    });
    expect(await ranges('22001', from, from + 60 * MINUTE)).toEqual([
      [0, 600],
      [1800, 3600],
    ]);
    nowMs += 61_000;
    expect(await ranges('22001', from, from + 60 * MINUTE)).toEqual([[0, 3600]]);
    await ride('22001', { startedAt: iso(nowMs - 10 * MINUTE), shape: 'standard' });
    expect(await ranges('22001', nowMs - 10 * MINUTE, nowMs + 60 * MINUTE)).toEqual([[0, 600]]);
    nowMs += 5 * MINUTE;
    expect(await ranges('22001', nowMs - 15 * MINUTE, nowMs + 60 * MINUTE)).toEqual([[0, 900]]);
  });

  test('a device that is handed over records the rides of its new wearer', async () => {
    const { devices } = z
      .object({ devices: z.array(z.object({ id: z.string(), wearers: z.array(z.object({ rider: z.string() })) })) })
      .parse((await call(`${sandbox.url}/sandbox/devices`)).json);
    const heir = devices[1]?.wearers[0]?.rider ?? '';
    const from = START + 300 * MINUTE;
    await send(`${sandbox.url}/sandbox/devices/22001/wearer`, 'POST', { rider: heir, from: iso(from) });
    const made = await ride('22001', { startedAt: iso(from + MINUTE), shape: 'standard' });
    expect([made.status, made.json]).toMatchObject([201, { rider: heir }]);
    expect(await ranges('22001', from + MINUTE, from + 120 * MINUTE)).toEqual([[0, 3600]]);
    expect((await send(`${sandbox.url}/sandbox/devices/22001/wearer`, 'POST', { rider: 'nobody' })).status).toBe(404);
  });

  test('faults strike the live API too, with its own shape of errors', async () => {
    await send(`${sandbox.url}/sandbox/faults`, 'POST', { name: 'rate_limited', retryAfterSeconds: 7, count: 1 });
    const limited = await ask('/v1/devices/');
    expect([limited.status, limited.headers.get('retry-after'), limited.json]).toMatchObject([
      429,
      '7',
      { detail: expect.any(String) as unknown },
    ]);
    await send(`${sandbox.url}/sandbox/faults`, 'POST', { name: 'expired_token', count: 1 });
    expect((await ask('/v1/devices/')).status).toBe(401);
    token = tokenSchema.parse((await login()).json).access_token;
    expect((await ask('/v1/devices/')).status).toBe(200);
  });
});

test('the rate limits hold for the live API', async () => {
  const limits = { appPerQuarterHour: 2, appPerDay: 100, userPerMinute: 100 };
  const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits, now: () => START });
  try {
    const fields = { grant_type: 'password', username: 'manager', password: 'sandbox-password' };
    const { access_token: token } = tokenSchema.parse((await form(`${sandbox.url}/oauth2/token/`, fields)).json);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await get(`${sandbox.url}/v1/devices/`, token)).status);
    expect(statuses).toEqual([200, 200, 429]);
  } finally {
    await sandbox.close();
  }
});
