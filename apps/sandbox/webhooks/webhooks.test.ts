import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  BASIC,
  call,
  connect,
  form,
  openReceiver,
  riderIds,
  send,
  signatureOf,
  subscribe,
  type Receiver,
} from '../client.fixture.js';
import { startSandbox, type RunningSandbox } from '../server.js';

let sandbox: RunningSandbox;
let url: string;
let rider: string;
let receiver: Receiver;

beforeEach(async () => {
  // 60 s and 30 min between the first tries become 60 ms and 1.8 s.
  sandbox = await startSandbox({ port: 0, riders: 2, days: 1, limits: null, retryScale: 0.001 });
  url = sandbox.url;
  [rider] = await riderIds(url);
  receiver = await openReceiver();
});
afterEach(async () => {
  await sandbox.close();
  receiver.close();
});

const created = z.object({ id: z.string(), secret: z.string() });
const rideNow = async (on = url) =>
  z.object({ id: z.string() }).parse((await send(`${on}/sandbox/riders/${rider}/rides`, 'POST', { minutes: 1 })).json).id;
const stats = async (on = url) =>
  z
    .object({ webhooks: z.object({ sent: z.number(), acked: z.number(), failed: z.number(), pending: z.number() }) })
    .parse((await call(`${on}/sandbox/stats`)).json).webhooks;

describe('subscription', () => {
  test('answers the challenge, shows the secret once, is one per application, can be deleted', async () => {
    const made = await subscribe(url, receiver.url);
    expect(made.status).toBe(201);
    const { id, secret } = created.parse(made.json);
    expect(Object.fromEntries(receiver.challenges[0] ?? [])).toMatchObject({ a: '1', mode: 'subscribe', verify_token: 'word' });
    const listed = await call(`${url}/v1/webhook_subscriptions`, { headers: { authorization: BASIC } });
    expect(listed.json).toMatchObject({ data: [{ id, url: receiver.url }] });
    expect(listed.text).not.toContain(secret);
    expect((await subscribe(url, receiver.url)).status).toBe(409);
    const remove = () => call(`${url}/v1/webhook_subscriptions/${id}`, { method: 'DELETE', headers: { authorization: BASIC } });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect((await subscribe(url, receiver.url)).status).toBe(201);
  });

  test('a wrong echo, a dead address, a wrong secret and unknown events are refused', async () => {
    receiver.honest = false;
    expect(await subscribe(url, receiver.url)).toMatchObject({ status: 422, json: { error: { code: 'challenge_failed' } } });
    expect((await subscribe(url, 'http://127.0.0.1:9/')).status).toBe(422);
    expect((await subscribe(url, receiver.url, undefined, 'Basic eDp5')).status).toBe(401);
    expect((await subscribe(url, receiver.url, ['sleep.created'])).status).toBe(400);
  });

  test('a client token does as well as the password', async () => {
    const { access_token: token } = z
      .object({ access_token: z.string() })
      .parse((await form(`${url}/oauth/token`, { grant_type: 'client_credentials' })).json);
    expect((await subscribe(url, receiver.url, undefined, `Bearer ${token}`)).status).toBe(201);
  });
});

describe('events', () => {
  test('are thin, signed over timestamp and raw body, and only about riders who share activities', async () => {
    const { secret } = created.parse((await subscribe(url, receiver.url)).json);
    await rideNow();
    await connect(url, rider);
    const id = await rideNow();
    await send(`${url}/sandbox/rides/${id}`, 'PATCH', { name: 'Named' });
    await send(`${url}/sandbox/rides/${id}`, 'DELETE');
    const events = await receiver.until(3);
    expect(
      events
        .map(({ type, object_id: object, revision, changes, user_id: user }) => [type, object, revision, changes, user])
        .sort(),
    ).toEqual([
      ['activity.created', id, 1, [], rider],
      ['activity.deleted', id, 3, [], rider],
      ['activity.updated', id, 2, ['name'], rider],
    ]);
    for (const { headers, body } of receiver.calls) {
      const timestamp = String(headers['webhook-timestamp']);
      expect(headers['webhook-signature']).toBe(signatureOf(secret, timestamp, body));
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
    }
  });

  test('scopes_changed and deauthorized are told, and take effect', async () => {
    await subscribe(url, receiver.url);
    const tokens = await connect(url, rider);
    const status = async () =>
      (await call(`${url}/v1/activities`, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status;
    await send(`${url}/sandbox/riders/${rider}/scopes`, 'PUT', { scopes: ['profile:read'] });
    expect(await status()).toBe(403);
    await send(`${url}/sandbox/riders/${rider}/deauthorize`, 'POST');
    expect(await status()).toBe(401);
    expect((await receiver.until(2)).map(({ type }) => type).sort()).toEqual(['user.deauthorized', 'user.scopes_changed']);
  });

  test('come again with the same id until they are acknowledged', async () => {
    await subscribe(url, receiver.url);
    await connect(url, rider);
    receiver.answers.push(500, 503);
    const id = await rideNow();
    const events = await receiver.until(1);
    expect(events.map(({ object_id: object }) => object)).toEqual([id]);
    expect(await stats()).toMatchObject({ sent: 3, acked: 1, failed: 2 });
  });

  test('can come as arrays', async () => {
    const batched = await startSandbox({ port: 0, riders: 1, days: 0, limits: null, webhookBatch: 100 });
    await subscribe(batched.url, receiver.url);
    [rider] = await riderIds(batched.url);
    await connect(batched.url, rider);
    await send(`${batched.url}/sandbox/burst`, 'POST', { count: 50, perSecond: 5000 });
    expect(new Set((await receiver.until(50)).map(({ object_id: id }) => id)).size).toBe(50);
    expect(receiver.calls.length).toBeLessThan(50);
    await batched.close();
  });
});

test('riders, rides, tokens, the subscription and undelivered events outlive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const options = { port: 0, riders: 1, days: 10, limits: null, retryScale: 0.02, data: join(folder, 'world.db') };
  const first = await startSandbox(options);
  await subscribe(first.url, receiver.url);
  const tokens = await connect(first.url, rider);
  receiver.answers.push(500);
  const id = await rideNow(first.url);
  await first.close();
  expect(receiver.calls).toEqual([]);
  const second = await startSandbox({ ...options, seed: 99 });
  expect(second.rides).toBe(first.rides + 1);
  expect((await receiver.until(1)).map(({ object_id: object }) => object)).toEqual([id]);
  expect(
    (await call(`${second.url}/v1/activities/${id}`, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status,
  ).toBe(200);
  await second.close();
  await rm(folder, { recursive: true });
});
