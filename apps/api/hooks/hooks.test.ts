import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../model/ids.js';
import { sign } from '../../../providers/insiders/sandbox.fixture.js';
import { makeConnection } from '../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
}, 120_000);
afterAll(() => api.close());
let rider: string;
beforeEach(async () => {
  rider = `rider-${newId()}`;
  await makeConnection(api.db, tenant, { providerUserId: rider });
});

const event = (more: object = {}) => ({
  id: `evt_${newId()}`,
  type: 'activity.updated',
  occurred_at: '2026-05-01T10:00:00Z',
  user_id: rider,
  object_id: 'act_1',
  revision: 2,
  ...more,
});
interface Sent {
  readonly path?: string;
  readonly secret?: string;
  readonly atMs?: number;
  readonly headers?: Record<string, string>;
}
async function post(
  body: unknown,
  { path = tenant.hook, secret = tenant.hookSecret, atMs = Date.now(), headers = {} }: Sent = {},
) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const signed = sign(bytes, secret, atMs);
  const answer = await api.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/json', ...signed.headers, ...headers },
    payload: bytes,
  });
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    body: answer.json<Record<string, unknown>>(),
  };
}
const rows = async () =>
  (
    await api.db.query<{ state: string; body: Buffer | null }>(
      `SELECT state, body FROM inbox WHERE provider_user_id = $1 ORDER BY id`,
      [rider],
    )
  ).rows;

describe('a notification', () => {
  it('is answered when it is stored, with the bytes as they came; again it changes nothing', async () => {
    const one = event();
    const text = ` ${JSON.stringify(one)}\n`;
    expect(await post(text)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await post(one)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect((await rows()).map(({ state, body }) => [state, body?.toString()])).toEqual([['pending', text]]);
  });

  it('of 100 events is stored whole; of 101, or of none, it is refused', async () => {
    expect(await post(Array.from({ length: 100 }, () => event()))).toMatchObject({ status: 200, body: { accepted: 100 } });
    expect(await rows()).toHaveLength(100);
    for (const many of [Array.from({ length: 101 }, () => event()), []])
      expect(await post(many)).toMatchObject({ status: 400, type: expect.stringContaining('problem+json') });
  });

  it('with events that we do not know is accepted without them', async () => {
    expect(await post([event({ type: 'device.paired' }), event()])).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('with one event that cannot be used is accepted: that one is shown as dead, the others are stored', async () => {
    const odd = [
      { occurred_at: '0000-01-01T00:00:00Z' },
      { id: 'x'.repeat(12_000) },
      { object_id: '..' },
      { object_id: 'act\u0000' },
      { object_id: null },
      { occurred_at: 'yesterday' },
    ];
    for (const more of odd) expect(await post([event(more), event()])).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect(await post(event({ object_id: '.' }))).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await post(event({ occurred_at: '2026-01-02T23:59:00+23:59' }))).toMatchObject({ status: 200, body: { accepted: 1 } });
    const states = (await rows()).map(({ state }) => state);
    expect([states.filter((state) => state === 'dead').length, states.filter((state) => state === 'pending').length]).toEqual([
      7, 7,
    ]);
  });

  it('of a user that nobody connected is accepted, and visible', async () => {
    rider = `stranger-${newId()}`;
    expect((await post(event())).status).toBe(200);
    expect(await rows()).toMatchObject([{ state: 'ignored' }]);
  });
});

it('what is accepted shows in the metrics', async () => {
  const figure = async (name: string): Promise<number> => {
    const { body } = await api.call('GET', '/metrics');
    return Number(new RegExp(`^${name}(?:{[^}]*})? (.+)$`, 'm').exec(String(body['text']))?.[1] ?? 0);
  };
  const before = await figure('freehub_notices_total');
  await post([event(), event()]);
  expect(await figure('freehub_notices_total')).toBe(before + 2);
  expect(await figure('freehub_signal_budget_per_second')).toBeGreaterThan(0);
});

describe('what is no notification', () => {
  it.each<[string, Sent]>([
    ['a wrong secret', { secret: 'x'.repeat(48) }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['a timestamp of an hour ago', { atMs: Date.now() - 3_600_000 }],
    ['a timestamp of tomorrow', { atMs: Date.now() + 86_400_000 }],
    ['a timestamp that is none', { headers: { 'webhook-timestamp': '-1e9' } }],
  ])('with %s is refused', async (_, sent) => {
    expect(await post(event(), sent)).toMatchObject({ status: 401, type: expect.stringContaining('problem+json') });
    expect(await rows()).toEqual([]);
  });

  it('at an unknown path, or under another name, is not found, and both say the same', async () => {
    const segment = tenant.hook.split('/').at(-1) ?? '';
    const answers = [
      await post(event(), { path: '/hooks/insiders/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
      await post(event(), { path: `/hooks/garmin/${segment}` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.body['detail']).toBe(answers[1]?.body['detail']);
  });

  it.each([
    ['no JSON', '{"id": '],
    ['no event', '{"hello": "world"}'],
    ['a list in a list', '[[]]'],
  ])('with %s is refused as such', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, type: expect.stringContaining('problem+json') });
  });

  it('without a body, or of another kind of content, is refused', async () => {
    const bare = await api.app.inject({ method: 'POST', url: tenant.hook });
    expect([bare.statusCode, bare.json<{ detail: string }>().detail]).toEqual([400, 'the notification has no body']);
    expect((await post(event(), { headers: { 'content-type': 'text/xml' } })).status).toBe(415);
  });

  it('larger than we take is refused', async () => {
    expect(await post(`"${'x'.repeat(32 << 20)}"`)).toMatchObject({ status: 413, type: expect.stringContaining('problem+json') });
  });
});

describe('the challenge of a subscription', () => {
  const ask = async (query: string) => {
    const answer = await api.app.inject({ method: 'GET', url: `${tenant.hook}?${query}` });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };

  it('is answered to whoever knows the token', async () => {
    expect(await ask(`mode=subscribe&challenge=abc&verify_token=${tenant.verifyToken}`)).toEqual({
      status: 200,
      body: { challenge: 'abc' },
    });
    expect((await ask('mode=subscribe&challenge=abc&verify_token=guess')).status).toBe(403);
    expect((await ask('mode=subscribe&challenge=abc')).status).toBe(403);
  });

  it('is nothing else', async () => {
    for (const query of ['', 'mode=unsubscribe&challenge=a', 'mode=subscribe&mode=subscribe'])
      expect((await ask(query)).status).toBe(400);
  });
});
