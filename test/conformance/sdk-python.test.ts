/** Terra's client for Python (terra-python 1.1.0), unmodified: every call of it, the asynchronous one too. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { newId } from '../../model/ids.js';
import { type Connected, until } from '../support/platform/index.js';
import { faultsOfAnswers } from './support/answers.js';
import { Bed, type Hook } from './support/bed.js';
import { faultsOfEvents } from './support/events.js';
import { Published } from './support/published.js';
import { python } from './support/python.js';

jest.setTimeout(300_000);

const object = z.record(z.string(), z.unknown());
const DAY_MS = 86_400_000;
const day = (ago: number): string => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
const DATED = ['activity', 'body', 'daily', 'sleep', 'nutrition', 'menstruation'];

let bed: Bed;
let hook: Hook;
let user: Connected;
let leaving: Connected;
let told: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '2', '--days', '40'] });
  hook = await bed.hook();
  user = await bed.connect(1);
  leaving = await bed.connect(2);
  const input = JSON.stringify({
    dev_id: bed.credentials.devId,
    api_key: bed.credentials.apiKey,
    base_url: `${bed.wire.url}/v2`,
    user_id: user.userId,
    reference_id: user.referenceId,
    leaving_id: leaving.userId,
    unknown_id: newId(),
    start_date: day(12),
    end_date: day(2),
  });
  const { code, stdout, stderr } = await python([join(packageRoot(), 'test/conformance/support/terra_client.py')], { input });
  if (code !== 0) throw new Error(`terra-python: ${stderr.slice(-2_000)}`);
  told = object.parse(JSON.parse(stdout));
});
afterAll(() => bed.close());

test('it is the published one', () => {
  expect(told['version']).toBe('1.1.0');
  expect(bed.wire.exchanges[0]?.sent['user-agent']).toBe('terra-python/1.1.0');
});

test('integrations, links and tokens', () => {
  expect(told).toMatchObject({
    integrations: { status: 'success', providers: ['INSIDERS'] },
    detailed: { providers: [{ provider: 'INSIDERS', types: { activity: true } }] },
    widget: { status: 'success', expires_in: 900, url: expect.stringContaining('/connect/') },
    widget_bare: { status: 'success' },
    link: { status: 'success', user_id: expect.any(String), auth_url: expect.stringContaining('http') },
    token: { status: 'success', expires_in: 180, token: expect.any(String) },
  });
});

test('users', () => {
  const ids = [{ user_id: user.userId }, { user_id: leaving.userId }];
  expect(told).toMatchObject({
    user: {
      status: 'success',
      is_authenticated: true,
      user: { ...ids[0], provider: 'INSIDERS', reference_id: user.referenceId },
    },
    users: { users: ids },
    page: { data: { next: 1, results: [ids[0]] } },
    several: expect.arrayContaining(ids.map((id) => expect.objectContaining(id))),
    modified: { user: { reference_id: 'renamed', active: false } },
    restored: { user: { reference_id: user.referenceId, active: true } },
    by_reference: { answered: { users: [ids[0]] } },
    left: { status: 'success' },
  });
});

test('data at once and by events', async () => {
  const rides = (await bed.platform.sandbox.control.truth()).filter(
    ({ riderId, startedAt }) => riderId === user.riderId && startedAt >= day(12) && startedAt < day(2),
  );
  expect(rides.length).toBeGreaterThan(1);
  const data = z.record(z.string(), z.looseObject({ type: z.string(), data: z.array(z.looseObject({})) })).parse(told['data']);
  expect(Object.values(data).map((answer) => [answer.type, answer.data.length])).toEqual(
    DATED.map((type) => [type, type === 'activity' ? rides.length : 0]),
  );
  expect(told['async']).toMatchObject({ type: 'activity', data: expect.arrayContaining([expect.anything()]) });
  expect(told['acks']).toMatchObject(Object.fromEntries(DATED.map((type) => [type, { status: 'success', type }])));
  expect(told).toMatchObject({ athlete: { athlete: { first_name: expect.any(String) } }, athlete_ack: { status: 'success' } });
});

test('each refusal is its class of error', () => {
  const refusal = (status: number, error: string, says: string) => ({
    status,
    error,
    body: expect.objectContaining({ status: 'error', message: expect.stringContaining(says) }),
  });
  const failed = refusal(424, 'ApiError', 'Insiders');
  const {
    'bad date': date,
    'wrong key': key,
    'unknown user': unknown,
    'too long': long,
    ...cannot
  } = object.parse(told['refusals']);
  expect(Object.values(cannot)).toEqual(Array(8).fill(failed));
  expect(date).toMatchObject({ status: 400, error: 'BadRequestError' });
  expect(key).toMatchObject({ status: 401, error: 'UnauthorizedError' });
  expect(unknown).toMatchObject({ status: 404, error: 'NotFoundError' });
  expect(long).toMatchObject({ status: 429, error: 'ApiError' });
});

test('every answer and event is as published', async () => {
  await until('the word of the end', () => hook.tap.of('deauth')[0]);
  const published = await Published.load();
  const own = (await (await fetch(`${bed.platform.api.url}/v2/openapi.json`)).json()) as object;
  expect(faultsOfAnswers(published, own, bed.wire.exchanges)).toEqual([]);
  expect(faultsOfEvents(published, hook.tap.all)).toEqual([]);
  expect(bed.wire.calls()).toHaveLength(25);
});
