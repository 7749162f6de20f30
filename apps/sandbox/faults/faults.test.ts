import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  call,
  connect,
  get,
  openReceiver,
  refresh,
  riderIds,
  send,
  signatureOf,
  subscribe,
  tokensOf,
  type Receiver,
  type TokenAnswer,
} from '../client.fixture.js';
import { startSandbox, type RunningSandbox } from '../server.js';

let sandbox: RunningSandbox;
let url: string;
let rider: string;
let tokens: TokenAnswer;
let receiver: Receiver;
let ahead = 0;

beforeEach(async () => {
  ahead = 0;
  sandbox = await startSandbox({
    port: 0,
    riders: 2,
    days: 30,
    shape: 'standard',
    limits: null,
    retryScale: 0.001,
    now: () => Date.now() + ahead,
  });
  url = sandbox.url;
  [rider] = await riderIds(url);
  tokens = await connect(url, rider);
  receiver = await openReceiver();
});
afterEach(async () => {
  await sandbox.close();
  receiver.close();
});

const fault = (body: Record<string, unknown>) => send(`${url}/sandbox/faults`, 'POST', body);
const list = (more = '') => get(`${url}/v1/activities${more}`, tokens.access_token);
const rideNow = async () =>
  z.object({ id: z.string() }).parse((await send(`${url}/sandbox/riders/${rider}/rides`, 'POST', { minutes: 1 })).json).id;
const page = z.object({ data: z.array(z.object({ id: z.string() })), next_cursor: z.string().nullable() });

test('server errors strike so often and only on their routes', async () => {
  await fault({ name: 'server_error', status: 502, count: 2, routes: 'list' });
  expect((await get(`${url}/v1/users/me`, tokens.access_token)).status).toBe(200);
  expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([502, 502, 200]);
});

test('a fault by time ends, a removed one ends at once', async () => {
  await fault({ name: 'server_error', seconds: 10 });
  expect((await list()).status).toBe(503);
  ahead += 10_001;
  expect((await list()).status).toBe(200);
  await fault({ name: 'server_error' });
  expect((await send(`${url}/sandbox/faults`, 'GET')).json).toMatchObject({
    faults: [{ name: 'server_error', hits: 0, until: null }],
  });
  await send(`${url}/sandbox/faults`, 'DELETE');
  expect((await list()).status).toBe(200);
});

test('a probability strikes some, another rider none', async () => {
  await fault({ name: 'server_error', probability: 0.5 });
  const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await list()).status));
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  await send(`${url}/sandbox/faults`, 'DELETE');
  await fault({ name: 'server_error', rider: 'usr_somebody' });
  expect((await list()).status).toBe(200);
});

test('a fault of one ride strikes only requests for that ride', async () => {
  const ids = page.parse((await list()).json).data.map(({ id }) => id);
  await fault({ name: 'forbidden', ride: ids[0] });
  const status = async (id = '') => (await get(`${url}/v1/activities/${id}`, tokens.access_token)).status;
  expect([await status(ids[0]), await status(ids[1]), (await list()).status]).toEqual([403, 200, 200]);
});

test('429 says how long to wait', async () => {
  await fault({ name: 'rate_limited', retryAfterSeconds: 7, count: 1 });
  const answer = await list();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
});

test('slow is slow', async () => {
  await fault({ name: 'slow', ms: 150, count: 1 });
  const start = performance.now();
  await list();
  expect(performance.now() - start).toBeGreaterThan(140);
});

test('a truncated answer begins well and breaks off', async () => {
  await fault({ name: 'truncated', count: 1, routes: 'list' });
  const answer = await fetch(`${url}/v1/activities`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  expect([answer.status, Number(answer.headers.get('content-length')) > 1000]).toEqual([200, true]);
  await expect(answer.text()).rejects.toThrow('terminated');
  expect((await list()).status).toBe(200);
});

test('an expired token can be refreshed, a revoked one cannot', async () => {
  await fault({ name: 'expired_token', count: 1 });
  expect((await list()).status).toBe(401);
  expect((await list()).status).toBe(401);
  tokens = tokensOf(await refresh(url, tokens.refresh_token ?? ''));
  expect((await list()).status).toBe(200);
  await fault({ name: 'revoked_token', count: 1 });
  expect((await list()).status).toBe(401);
  expect((await refresh(url, tokens.refresh_token ?? '')).json).toMatchObject({ error: 'invalid_grant' });
});

test('a page can begin with the last item of the page before', async () => {
  const first = page.parse((await list('?limit=2')).json);
  await fault({ name: 'repeated_item', count: 1 });
  const again = page.parse((await list(`?limit=2&cursor=${first.next_cursor ?? ''}`)).json);
  const clean = page.parse((await list(`?limit=2&cursor=${first.next_cursor ?? ''}`)).json);
  expect(again.data).toEqual([first.data[1], ...clean.data]);
});

test('streams can be missing', async () => {
  const id = await rideNow();
  await fault({ name: 'missing_streams', count: 1 });
  expect([
    (await get(`${url}/v1/activities/${id}/streams`, tokens.access_token)).status,
    (await get(`${url}/v1/activities/${id}/streams`, tokens.access_token)).status,
  ]).toEqual([404, 200]);
});

test('webhooks can be doubled, lost, overtaken and late', async () => {
  await subscribe(url, receiver.url);
  await fault({ name: 'duplicate_webhook', copies: 3, count: 1 });
  const doubled = await rideNow();
  const copies = await receiver.until(3);
  expect([copies.map(({ object_id: id }) => id), new Set(copies.map(({ id }) => id)).size]).toEqual([
    [doubled, doubled, doubled],
    1,
  ]);

  await fault({ name: 'lost_webhook', count: 1 });
  await rideNow();
  await fault({ name: 'out_of_order_webhook', ms: 200, count: 2 });
  const [first, second] = [await rideNow(), await rideNow()];
  expect((await receiver.until(5)).slice(3).map(({ object_id: id }) => id)).toEqual([second, first]);

  await fault({ name: 'late_webhook', ms: 60_000, count: 1 });
  const late = await rideNow();
  const soon = await rideNow();
  expect((await receiver.until(6)).at(-1)?.object_id).toBe(soon);
  ahead += 60_000;
  const last = await rideNow();
  expect(
    (await receiver.until(8))
      .slice(6)
      .map(({ object_id: id }) => id)
      .sort(),
  ).toEqual([late, last].sort());
});

test('signatures can be skewed or forged', async () => {
  const { secret } = z.object({ secret: z.string() }).parse((await subscribe(url, receiver.url)).json);
  await fault({ name: 'skewed_webhook', skewSeconds: -900, count: 1 });
  await rideNow();
  await receiver.until(1);
  await fault({ name: 'forged_webhook', count: 1 });
  await rideNow();
  await receiver.until(2);
  const [skewed, forged] = receiver.calls.map(({ headers, body }) => {
    const timestamp = String(headers['webhook-timestamp']);
    return {
      age: Math.round(Date.now() / 1000 - Number(timestamp)),
      genuine: headers['webhook-signature'] === signatureOf(secret, timestamp, body),
    };
  });
  expect([Math.abs((skewed?.age ?? 0) - 900) < 5, skewed?.genuine, forged?.genuine]).toEqual([true, true, false]);
});

test.each([
  [{ name: 'earthquake' }, 'name'],
  [{ name: 'slow' }, 'ms'],
  [{ name: 'server_error', status: 404 }, 'status'],
  [{ name: 'truncated', routes: 'nowhere' }, 'routes'],
  [{ name: 'truncated', often: true }, 'often'],
])('an unclear fault is refused: %j', async (body, word) => {
  const answer = await fault(body);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(word);
});

test('stats count requests, tokens and webhooks', async () => {
  await subscribe(url, receiver.url);
  await rideNow();
  await receiver.until(1);
  await list();
  await refresh(url, tokens.refresh_token ?? '');
  const { json } = await call(`${url}/sandbox/stats`);
  expect(json).toMatchObject({
    requests: { 'GET /v1/activities 200': 1, 'POST /oauth/token 200': 2 },
    tokensIssued: 2,
    refreshes: 1,
    webhooks: { sent: 1, acked: 1, failed: 0, pending: 0 },
  });
});
