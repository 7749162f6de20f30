/**
 * Terra's older client for JavaScript (terra-api 1.4.8), unmodified: every method. Its address is fixed, so what it fetches by, `cross-fetch`, is
 * replaced in Node's module cache and leads to us.
 */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { newId } from '../../model/ids.js';
import { type Connected, until } from '../support/platform/index.js';
import { faultsOfAnswers } from './support/answers.js';
import { Bed, type Hook } from './support/bed.js';
import { faultsOfEvents } from './support/events.js';
import { Published } from './support/published.js';
import { type Terra1, loadTerra1 } from './support/terra-1.js';

jest.setTimeout(300_000);

const DAY_MS = 86_400_000;
const daysAgo = (days: number): Date => new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS);
const UUID = /^[0-9a-f-]{36}$/;
const DATED = ['Activity', 'Body', 'Daily', 'Sleep', 'Nutrition', 'Menstruation'] as const;

let bed: Bed;
let hook: Hook;
let user: Connected;
let leaving: Connected;
let terra: Terra1;
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '2', '--days', '40'] });
  hook = await bed.hook();
  user = await bed.connect(1);
  leaving = await bed.connect(2);
  const Terra = loadTerra1(createRequire(import.meta.url), `${bed.wire.url}/v2/`);
  terra = new Terra(bed.credentials.devId, bed.credentials.apiKey, hook.secret);
});
afterAll(() => bed.close());

const rejection = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it was answered',
    (reason: unknown) => reason,
  );

test('links and tokens to connect with; the provider stands in the body', async () => {
  expect(await terra.generateWidgetSession({ referenceID: 'member-1', language: 'en', providers: ['INSIDERS'] })).toMatchObject({
    status: 'success',
    session_id: expect.stringMatching(UUID),
    expires_in: 900,
  });
  expect(await terra.authUser({ resource: 'INSIDERS', referenceId: 'member-1', facilityId: 'none' })).toMatchObject({
    status: 'success',
    user_id: expect.stringMatching(UUID),
    auth_url: expect.stringContaining('http'),
  });
  const [asked] = bed.wire.of('POST /auth/authenticateUser');
  expect([asked?.url, JSON.parse(asked?.sentBody ?? '')]).toEqual([
    '/v2/auth/authenticateUser?',
    expect.objectContaining({ resource: 'INSIDERS' }),
  ]);
  expect(await terra.generateAuthToken()).toMatchObject({ status: 'success', token: expect.any(String), expires_in: 180 });
});

test('providers, without credentials', async () => {
  expect(await terra.getProviders()).toMatchObject({ status: 'success', providers: ['INSIDERS'], sdk_providers: [] });
  expect(bed.wire.of('GET /integrations')[0]?.sent).not.toHaveProperty('x-api-key');
});

test('users', async () => {
  expect(await terra.getUser({ userID: user.userId })).toMatchObject({
    status: 'success',
    is_authenticated: true,
    user: { user_id: user.userId, provider: 'INSIDERS' },
  });
  expect(await terra.getUser({ referenceID: user.referenceId })).toMatchObject({ users: [{ user_id: user.userId }] });
  expect((await terra.getUsers()).users.map(({ user_id }) => user_id)).toEqual([user.userId, leaving.userId]);
  expect(bed.wire.of('GET /subscriptions')[0]?.url).toBe('/v2/subscriptions?');
  await terra.patchUser(user.userId, 'renamed', false);
  expect(await terra.getUser({ referenceID: 'renamed' })).toMatchObject({ users: [{ user_id: user.userId, active: false }] });
  await terra.patchUser(user.userId, user.referenceId, true);
  expect(await terra.getUser({ userID: user.userId })).toMatchObject({ user: { reference_id: user.referenceId, active: true } });
});

test.each(DATED)('get%s, at once and by events', async (name) => {
  const type = name.toLowerCase();
  const range = { userId: user.userId, startDate: daysAgo(12), endDate: daysAgo(2) };
  const rides = (await bed.platform.sandbox.control.truth()).filter(
    ({ riderId, startedAt }) =>
      riderId === user.riderId && startedAt >= range.startDate.toISOString() && startedAt < range.endDate.toISOString(),
  );
  const answer = await terra[`get${name}`]({ ...range, toWebhook: false, withSamples: true, retryIfRateLimited: true });
  expect(answer).toMatchObject({ type, user: { user_id: user.userId } });
  expect(answer.data).toHaveLength(name === 'Activity' ? rides.length : 0);
  const ack = await terra[`get${name}`](range);
  expect(ack).toMatchObject({ status: 'success', type, reference: expect.stringMatching(UUID) });
});

test('getAthlete', async () => {
  expect(await terra.getAthlete({ userId: user.userId, toWebhook: false })).toMatchObject({
    type: 'athlete',
    athlete: { last_name: expect.any(String) },
  });
  expect(await terra.getAthlete({ userId: user.userId })).toMatchObject({ status: 'success', type: 'athlete' });
});

test('a refusal is the parsed body', async () => {
  expect(await rejection(terra.getActivity({ userId: newId(), startDate: daysAgo(3) }))).toMatchObject({
    status: 'error',
    message: expect.stringContaining('no such user'),
  });
  expect(
    await rejection(terra.getActivity({ userId: user.userId, startDate: new Date('2016-01-01'), endDate: daysAgo(2) })),
  ).toMatchObject({ type: 'provider_rate_limit' });
  expect(await rejection(terra.authUser({ resource: 'NOBODY' }))).toMatchObject({ status: 'error', message: expect.any(String) });
});

test('deauthUser', async () => {
  await terra.deauthUser(leaving.userId);
  await until('the event', () => hook.tap.of('deauth')[0]);
  expect((await terra.getUsers()).users).toHaveLength(1);
});

test('every answer and event is as published', async () => {
  const published = await Published.load();
  const own = (await (await fetch(`${bed.platform.api.url}/v2/openapi.json`)).json()) as object;
  expect(faultsOfAnswers(published, own, bed.wire.exchanges)).toEqual([]);
  expect(faultsOfEvents(published, hook.tap.all)).toEqual([]);
  expect(new Set(bed.wire.exchanges.map(({ sent }) => sent['content-type']))).toEqual(new Set(['application/json']));
  // 19 methods of the class; `checkTerraSignature` is in signatures.test.ts, `executeSynchronously` has no wire.
  expect(bed.wire.calls()).toHaveLength(15);
});
