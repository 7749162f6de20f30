/** Terra's client for JavaScript as it is published today (terra-api 2.1.0), unmodified: every call, both mounts, every class of error. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Terra, TerraClient, TerraError } from 'terra-api';
import { newId } from '../../model/ids.js';
import { type Connected, explained, until } from '../support/platform/index.js';
import { Bed, type Hook } from './support/bed.js';
import { faultsOfAnswers } from './support/answers.js';
import { faultsOfEvents } from './support/events.js';
import { Published } from './support/published.js';

jest.setTimeout(300_000);

const DAY_MS = 86_400_000;
const day = (ago: number): string => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
const UUID = /^[0-9a-f-]{36}$/;

let bed: Bed;
let hook: Hook;
let user: Connected;
let leaving: Connected;
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '2', '--days', '40'] });
  hook = await bed.hook();
  user = await bed.connect(1);
  leaving = await bed.connect(2);
});
afterAll(() => bed.close());

const clientOf = (mount: string, given: Partial<TerraClient.Options> = {}): TerraClient =>
  new TerraClient({ ...bed.credentials, baseUrl: `${bed.wire.url}${mount}`, ...given });
const refused = async (call: PromiseLike<unknown>): Promise<TerraError> => {
  const error: unknown = await Promise.resolve(call).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof TerraError) return error;
  throw new Error(`no TerraError: ${String(error)}`);
};

describe.each(['/v2', '/api/v2/'])('under %s', (mount) => {
  test('integrations', async () => {
    const terra = clientOf(mount);
    expect(await terra.integrations.fetch()).toMatchObject({ status: 'success', providers: ['INSIDERS'], sdk_providers: [] });
    const { providers } = await terra.integrations.detailedfetch({ sdk: false });
    expect(providers?.map(({ provider }) => provider)).toContain('INSIDERS');
    // Terra's sample app asks with its dev-id alone.
    const alone = new TerraClient({ devId: bed.credentials.devId, baseUrl: `${bed.wire.url}${mount}` });
    expect((await alone.integrations.detailedfetch()).providers?.[0]).toMatchObject({
      provider: 'INSIDERS',
      enabled: true,
      types: { activity: true, sleep: false },
    });
  });

  test('links and tokens to connect with', async () => {
    const { authentication } = clientOf(mount);
    const { data: widget, rawResponse } = await authentication
      .generatewidgetsession({
        reference_id: 'member-1',
        providers: 'INSIDERS',
        language: 'en',
      })
      .withRawResponse();
    expect(widget).toMatchObject({ status: 'success', session_id: expect.stringMatching(UUID), expires_in: 900 });
    expect(rawResponse.headers.get('terra-reference')).toMatch(UUID);
    expect((await fetch(widget.url ?? '')).status).toBe(200);
    expect(await authentication.generatewidgetsession()).toMatchObject({ status: 'success' });
    const link = await authentication.authenticateuser({ resource: 'INSIDERS', reference_id: 'member-1' });
    expect(link).toMatchObject({ status: 'success', user_id: expect.stringMatching(UUID) });
    const tokens = [await authentication.generateauthtoken(), await authentication.generateauthtoken()];
    expect(tokens).toEqual(Array(2).fill(expect.objectContaining({ status: 'success', expires_in: 180 })));
    expect(tokens[0]?.token).not.toBe(tokens[1]?.token);
    const [post] = bed.wire.of('POST /auth/generateAuthToken').slice(-1);
    expect([post?.sentBody, post?.sent['content-type']]).toEqual(['', undefined]);
  });

  test('users', async () => {
    const { user: users } = clientOf(mount);
    expect(await users.getinfoforuserid({ user_id: user.userId })).toMatchObject({
      status: 'success',
      is_authenticated: true,
      user: { user_id: user.userId, provider: 'INSIDERS', reference_id: user.referenceId, active: true },
    });
    // Its types say otherwise; Terra's own sample app reads `users` (terra.md §2.6).
    expect(await users.getinfoforuserid({ reference_id: user.referenceId })).toMatchObject({
      users: [{ user_id: user.userId }],
    });
    const ids = [user.userId, leaving.userId];
    expect(await users.getalluserids()).toMatchObject({ users: ids.map((user_id) => ({ user_id })) });
    expect(await users.getalluserids({ page: 0, per_page: 1 })).toMatchObject({
      data: { next: 1, max_page: 1, results: [{ user_id: user.userId }] },
    });
    const several = await users.getinfoformultipleuserids([...ids, newId()]);
    expect(several.map(({ user_id }) => user_id).sort()).toEqual([...ids].sort());
    expect(await users.modifyuser(user.userId, { reference_id: 'renamed', active: false })).toMatchObject({
      user: { reference_id: 'renamed', active: false },
    });
    expect(await users.modifyuser(user.userId, { reference_id: user.referenceId, active: true })).toMatchObject({
      user: { reference_id: user.referenceId, active: true },
    });
  });

  test('data at once', async () => {
    const terra = clientOf(mount);
    const asked = { user_id: user.userId, start_date: day(20), end_date: day(2), to_webhook: false };
    const rides = (await bed.platform.sandbox.control.truth()).filter(
      ({ riderId, startedAt }) => riderId === user.riderId && startedAt >= asked.start_date && startedAt < asked.end_date,
    );
    const idsOf = (answer: Terra.ActivityFetchResponse): unknown[] =>
      ('data' in answer ? (answer.data ?? []) : []).map(({ metadata }) => metadata.summary_id).sort();
    const activity = await terra.activity.fetch({ ...asked, with_samples: true });
    expect(idsOf(activity)).toEqual(rides.map(({ id }) => id).sort());
    expect(activity).toMatchObject({ type: 'activity', user: { user_id: user.userId } });
    const unix = await terra.activity.fetch({
      ...asked,
      start_date: Date.parse(asked.start_date) / 1000,
      end_date: Date.parse(asked.end_date) / 1000,
    });
    expect(idsOf(unix)).toEqual(idsOf(activity));
    for (const type of ['body', 'daily', 'sleep', 'nutrition', 'menstruation'] as const)
      expect(await terra[type].fetch(asked)).toMatchObject({ type, data: [] });
    expect(await terra.athlete.fetch({ user_id: user.userId, to_webhook: false })).toMatchObject({
      type: 'athlete',
      athlete: { first_name: expect.any(String) },
    });
  });

  test('data by events', async () => {
    const terra = clientOf(mount);
    const asked = { user_id: user.userId, start_date: day(8), end_date: day(1) };
    for (const type of ['activity', 'body', 'daily', 'sleep', 'nutrition', 'menstruation'] as const) {
      const ack = await terra[type].fetch(asked);
      expect(ack).toMatchObject({
        status: 'success',
        type,
        reference: expect.stringMatching(UUID),
        user: { user_id: user.userId },
      });
    }
    const { data: ack, rawResponse } = await terra.athlete.fetch({ user_id: user.userId }).withRawResponse();
    const reference = rawResponse.headers.get('terra-reference') ?? '';
    expect(ack).toMatchObject({ status: 'success', type: 'athlete', reference, trace_id: reference });
    await until('the athlete', () => hook.tap.under(reference).some(({ type }) => type === 'athlete'));
  });

  test('what this provider cannot do is told as 424', async () => {
    const terra = clientOf(mount);
    const queryParams = { user_id: user.userId };
    const log_ids = ['1'];
    const time = { start_time: '2026-05-01T00:00:00Z', end_time: '2026-05-02T00:00:00Z' };
    const calls: readonly PromiseLike<unknown>[] = [
      terra.activity.write({ data: [{ metadata: { ...time, summary_id: '1', upload_type: 1, type: 1 } }] }, { queryParams }),
      terra.body.write({ data: [{ metadata: time }] }, { queryParams }),
      terra.nutrition.write({ data: [{ metadata: time }] }, { queryParams }),
      terra.body.delete({ user_id: user.userId, log_ids }),
      terra.nutrition.delete({ user_id: user.userId, data: log_ids }),
      terra.plannedworkout.fetch({ user_id: user.userId, start_date: day(8), to_webhook: false }),
      terra.plannedworkout.write({ user_id: user.userId, data: [{}] }),
      terra.plannedworkout.delete({ user_id: user.userId, data: log_ids }),
    ];
    for (const call of calls)
      expect(await refused(call)).toMatchObject({
        statusCode: 424,
        body: { status: 'error', title: 'failed dependency', message: expect.stringContaining('Insiders') },
      });
    // It sends no user with a write: then nobody is meant, and no provider to write to.
    const nobody = await refused(terra.body.write({ data: [{ metadata: time }] }));
    expect([nobody.statusCode, nobody.message]).toEqual([424, expect.stringContaining('user_id')]);
  });

  test('each class of error', async () => {
    const terra = clientOf(mount);
    const bad = await refused(terra.activity.fetch({ user_id: user.userId, start_date: '2026-13-01' }));
    expect([bad.constructor, bad.statusCode, bad.body]).toEqual([
      Terra.BadRequestError,
      400,
      expect.objectContaining({ status: 'error', detail: expect.stringContaining('start_date') }),
    ]);
    for (const given of [{ apiKey: 'wrong' }, { devId: 'nobody' }]) {
      const stranger = await refused(clientOf(mount, given).activity.fetch({ user_id: user.userId, start_date: day(3) }));
      expect([stranger.constructor, stranger.statusCode]).toEqual([Terra.UnauthorizedError, 401]);
    }
    const unknown = await refused(terra.user.getinfoforuserid({ user_id: newId() }));
    expect([unknown.constructor, unknown.statusCode]).toEqual([Terra.NotFoundError, 404]);
  });
});

describe('limits', () => {
  const range = { start_date: '2016-01-01', end_date: '2022-01-01' };

  test('r1 is tried again twice, as the client does with every 429', async () => {
    const before = bed.wire.of('GET /activity').length;
    const error = await refused(clientOf('/v2').activity.fetch({ user_id: user.userId, ...range }));
    expect([error.statusCode, error.rawResponse?.headers.get('x-terra-ratelimit-rule')]).toEqual([429, 'r1']);
    expect(error.body).toMatchObject({ detail: 'rate limit exceeded' });
    expect(bed.wire.of('GET /activity')).toHaveLength(before + 3);
  });

  test('r2 says when to come again, and then it goes', async () => {
    const { activity } = clientOf('/v2');
    // As if an app had used up the hour almost an hour ago.
    const use = (minutesAgo: number) =>
      bed.platform.db.query(
        `INSERT INTO request_use VALUES ($1, date_trunc('minute', now()) - make_interval(mins => $2), 6000)
         ON CONFLICT (connection_id, minute) DO UPDATE SET day_units = 6000`,
        [user.userId, minutesAgo],
      );
    const asked = { user_id: user.userId, start_date: day(8), end_date: day(1), to_webhook: false };
    await use(30);
    const error = await refused(activity.fetch(asked, { maxRetries: 0 }));
    expect(error.rawResponse?.headers.get('x-terra-ratelimit-rule')).toBe('r2');
    const afterSeconds = Number(error.rawResponse?.headers.get('retry-after'));
    expect(afterSeconds).toBeGreaterThan(28 * 60);
    expect(afterSeconds).toBeLessThanOrEqual(31 * 60);
    await bed.platform.db.query(`DELETE FROM request_use WHERE connection_id = $1`, [user.userId]);
    const { rawResponse } = await activity.fetch(asked).withRawResponse();
    expect(rawResponse.headers.get('x-terra-ratelimit-limit')).toBe('6000');
    expect(rawResponse.headers.get('x-terra-ratelimit-remaining')).toBe('5993');
  });
});

test('disconnecting ends the user, and says so', () =>
  explained(bed.platform, async () => {
    const { authentication, user: users } = clientOf('/v2');
    expect(await authentication.deauthenticateuser({ user_id: leaving.userId })).toMatchObject({ status: 'success' });
    const deauth = await until('the event', () => hook.tap.of('deauth')[0]);
    expect(deauth.json).toMatchObject({ user: { user_id: leaving.userId, active: false } });
    expect((await refused(users.getinfoforuserid({ user_id: leaving.userId }))).statusCode).toBe(404);
  }));

test('every call of the client was made, and every answer and event is as published', async () => {
  expect(bed.wire.calls().map((call) => call.replace(/[0-9a-f-]{36}/, '{id}'))).toEqual(
    [
      'DELETE /auth/deauthenticateUser',
      'DELETE /body',
      'DELETE /nutrition',
      'DELETE /plannedWorkout',
      'GET /activity',
      'GET /athlete',
      'GET /body',
      'GET /daily',
      'GET /integrations',
      'GET /integrations/detailed',
      'GET /menstruation',
      'GET /nutrition',
      'GET /plannedWorkout',
      'GET /sleep',
      'GET /subscriptions',
      'GET /userInfo',
      'PATCH /users/{id}',
      'POST /activity',
      'POST /auth/authenticateUser',
      'POST /auth/generateAuthToken',
      'POST /auth/generateWidgetSession',
      'POST /body',
      'POST /bulkUserInfo',
      'POST /nutrition',
      'POST /plannedWorkout',
    ].sort(),
  );
  const published = await Published.load();
  const own = (await (await fetch(`${bed.platform.api.url}/v2/openapi.json`)).json()) as object;
  expect(faultsOfAnswers(published, own, bed.wire.exchanges)).toEqual([]);
  expect(faultsOfEvents(published, hook.tap.all)).toEqual([]);
  expect(hook.tap.all.length).toBeGreaterThan(4);
});
