import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { zstdCompressSync } from 'node:zlib';
import type { ConnectionId } from '../../../../model/ids.js';
import { newId } from '../../../../model/ids.js';
import { ATHLETE_TIME } from '../../../../model/terra/index.js';
import { commitOf, makeConnection, makeDestination, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let foreign: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant, { referenceId: 'me' });
  foreign = await makeConnection(api.db, await apiTenant(api));
  await makeDestination(api.db, tenant);
  const samples = Buffer.from(`{"metadata":{"summary_id":"act-2"},"samples":[${'1,'.repeat(50_000)}1]}`);
  await commit({
    records: [
      write('act-1', 'one', { startTime: '2026-05-01T23:59:59+00:00' }),
      write('act-2', 'two', {
        startTime: '2026-05-02T00:00:00+00:00',
        body: zstdCompressSync(samples),
        bodyBytes: samples.length,
      }),
      write('act-3', 'three', { startTime: '2026-05-03T00:00:00+00:00' }),
    ],
    covered: { type: 'activity', firstDay: '2026-05-01', lastDay: '2026-05-10' },
  });
}, 120_000);
afterAll(() => api.close(), 30_000);

const commit = (more: object) => commitSync(api.db, commitOf({ ...tenant, connectionId: id }, more));
const get = (path: string, query: Readonly<Record<string, string>>, of: string = id) =>
  api.call('GET', `/v2/${path}?${new URLSearchParams({ user_id: of, ...query }).toString()}`, undefined, tenant.headers);
const rows = async <Row extends QueryResultRow>(sql: string, value: unknown): Promise<Row[]> =>
  (await api.db.query<Row>(sql, [value])).rows;
const namesOf = (body: Readonly<Record<string, unknown>>): unknown[] =>
  (body['data'] as { metadata: { summary_id: string } }[]).map(({ metadata }) => metadata.summary_id);

describe('what the store has', () => {
  it.each([
    ['days', { start_date: '2026-05-01', end_date: '2026-05-03' }],
    ['unix seconds', { start_date: '1777593600', end_date: '1777766400' }],
  ])('is answered at once, newest first, the end left out: %s', async (_, range) => {
    const { status, body, headers } = await get('activity', { ...range, to_webhook: 'false' });
    expect([status, body['type'], body['version'], namesOf(body)]).toEqual([200, 'activity', '2022-03-16', ['act-2', 'act-1']]);
    expect(body['user']).toMatchObject({ user_id: id, reference_id: 'me', provider: 'INSIDERS', active: true });
    expect(body['data']).not.toContainEqual(expect.objectContaining({ samples: expect.anything() }));
    expect(headers).toMatchObject({
      'terra-reference': UUID,
      'content-type': expect.stringContaining('application/json'),
      'x-terra-ratelimit-limit': '6000',
    });
  });

  it('comes with samples when they are asked for', async () => {
    const url = `/v2/activity?user_id=${id}&start_date=2026-05-01&end_date=2026-05-03&to_webhook=false&with_samples=true`;
    const answer = await api.app.inject({ method: 'GET', url, headers: tenant.headers });
    expect(answer.json<{ data: unknown[] }>().data[0]).toMatchObject({ samples: expect.any(Array) });
  });

  it('is all there is of a type that the provider does not have, or of a user who is not asked any more', async () => {
    expect(await get('sleep', { start_date: '2026-05-01', end_date: '2026-05-03', to_webhook: 'false' })).toMatchObject({
      status: 200,
      body: { type: 'sleep', data: [] },
    });
    await api.db.query(`UPDATE connection SET state = 'revoked' WHERE id = $1`, [id]);
    const { body } = await get('activity', { start_date: '2026-04-20', end_date: '2026-05-03', to_webhook: 'false' });
    await api.db.query(`UPDATE connection SET state = 'active' WHERE id = $1`, [id]);
    expect(namesOf(body)).toEqual(['act-2', 'act-1']);
  });

  it('is the profile, every field of it, null where nobody has told', async () => {
    await commit({ covered: { type: 'athlete', firstDay: '1970-01-01', lastDay: '1970-01-01' } });
    expect((await get('athlete', { to_webhook: 'false' })).body).toMatchObject({
      type: 'athlete',
      athlete: { first_name: null, provider_user_id: null },
    });
    const profile = Buffer.from('{"first_name":"Example"}');
    const athlete = { type: 'athlete', startTime: ATHLETE_TIME, endTime: ATHLETE_TIME, body: zstdCompressSync(profile) };
    await commit({ records: [write('athlete', 'x', { ...athlete, bodyBytes: profile.length })] });
    expect((await get('athlete', { to_webhook: 'false' })).body).toMatchObject({ athlete: { first_name: 'Example' } });
  });
});

describe('what comes by events', () => {
  it('is accepted when it is written down, under the reference of the answer', async () => {
    const { status, body, headers } = await get('activity', { start_date: '2026-05-01', end_date: '2026-05-03' });
    expect([status, body]).toEqual([
      200,
      {
        status: 'success',
        type: 'activity',
        reference: headers['terra-reference'],
        trace_id: headers['terra-reference'],
        user: expect.objectContaining({ user_id: id }),
      },
    ]);
    expect(
      await rows(`SELECT purpose, send, large, samples, requested_by FROM backfill WHERE reference = $1`, body['reference']),
    ).toEqual([{ purpose: 'request', send: true, large: false, samples: false, requested_by: `api:${tenant.devId}` }]);
  });

  it.each(['true', 'false'])('is every range over 28 days, whatever is asked (to_webhook=%s)', async (toWebhook) => {
    const range = { start_date: '2026-04-01', end_date: '2026-05-01', to_webhook: toWebhook };
    const { body } = await get('activity', range);
    expect(body['message']).toMatch(/Large request/);
    const told = await rows<{ type: string }>(`SELECT type FROM event WHERE reference = $1`, body['reference']);
    expect(told).toEqual([{ type: 'large_request_processing' }]);
    // Exactly 28 days are not large.
    expect((await get('activity', { ...range, end_date: '2026-04-29', to_webhook: 'true' })).body['message']).toBeUndefined();
  });
});

describe('a question', () => {
  it.each([
    ['of another environment’s user', () => foreign],
    ['of nobody', () => newId()],
  ])('about a user %s is about nobody', async (_, of) => {
    for (const [path, query] of [
      ['activity', { start_date: '2026-05-01' }],
      ['athlete', {}],
    ] as const)
      expect(await get(path, query, of())).toMatchObject({ status: 404, body: { status: 'error', title: 'not found' } });
  });

  it('over five years is refused by r1, and nothing is begun', async () => {
    const { status, headers, body } = await get('activity', { start_date: '2000-01-01', end_date: '2026-01-01' });
    expect([status, headers['x-terra-ratelimit-rule'], body['detail']]).toEqual([429, 'r1', 'rate limit exceeded']);
  });
});
