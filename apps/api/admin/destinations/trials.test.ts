import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rideOf, storedRide } from '../../../../activities/convert/ride.fixture.js';
import { commitOf, makeConnection, makeTenant } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';

let api: TestApi;
let receiver: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let url = '';
const fine: typeof answer = (asked, response) => void asked.resume().on('end', () => response.end('ok'));
beforeAll(async () => {
  receiver = createServer((asked, response) => {
    answer(asked, response);
  }).listen(0, '127.0.0.1');
  [api] = await Promise.all([startTestApi(), once(receiver, 'listening')]);
  const address = receiver.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook?key=of-the-query`;
  for (const dev_id of ['one', 'two']) await api.admin('POST', '/environments', { dev_id });
  await api.listen();
}, 120_000);
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await api.close();
});

const SECRET = 'a-signing-secret-of-mine';
const AUTHORIZATION = 'Bearer a-token-of-mine';
const config = () => ({ url, signing_secret: SECRET, headers: { authorization: AUTHORIZATION } });
let n = 0;
let id = '';
beforeEach(async () => {
  answer = fine;
  const made = { kind: 'webhook', name: `d${n++}`, config: config() };
  id = String((await api.admin('POST', '/environments/one/destinations', made)).body['id']);
});

const at = '/environments/one/destinations';
interface Told {
  readonly event: string;
  readonly data: unknown;
}
const read = (text: string): Told[] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { event, data: JSON.parse(data) as unknown };
    });
const watch = async (body: object) => {
  const { status, headers, body: told } = await api.admin('POST', `${at}/check/stream`, body);
  return { status, headers, told: read(String(told['text'])), body: told };
};

describe('a check that is watched', () => {
  it('tells its plan, each test as it ends, and the end', async () => {
    const { status, headers, told } = await watch({ kind: 'webhook', config: config() });
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(told).toEqual([
      { event: 'plan', data: { names: ['reach the receiver', 'accept a signed event'] } },
      { event: 'test', data: { name: 'reach the receiver', ok: true } },
      { event: 'test', data: { name: 'accept a signed event', ok: true } },
      { event: 'end', data: { ok: true } },
    ]);
  });

  it('takes what is left out from the saved one, secrets too', async () => {
    let authorization: string | undefined;
    answer = (asked, response) => {
      ({ authorization } = asked.headers);
      fine(asked, response);
    };
    const { told } = await watch({ kind: 'webhook', destination: id, config: { timeout_ms: 2000 } });
    expect(told.at(-1)).toEqual({ event: 'end', data: { ok: true } });
    expect(authorization).toBe(AUTHORIZATION);
    expect((await api.admin('GET', `${at}/${id}`)).body).toMatchObject({ config: { timeout_ms: 8000 } });
  });

  it('says which test failed and what to do, without a secret', async () => {
    answer = (asked, response) => void asked.resume().on('end', () => response.writeHead(401).end());
    const { told } = await watch({ kind: 'webhook', destination: id });
    expect(told.slice(2)).toEqual([
      {
        event: 'test',
        data: expect.objectContaining({ name: 'accept a signed event', ok: false, action: expect.any(String) }),
      },
      { event: 'end', data: { ok: false } },
    ]);
    expect(JSON.stringify(told)).not.toContain(SECRET);
  });

  it('is refused before it begins for a config that is none, another kind, or a destination of others', async () => {
    expect(await watch({ kind: 'webhook', config: { url } })).toMatchObject({ status: 400, body: { detail: /signing_secret/ } });
    expect(await watch({ kind: 'kafka', destination: id })).toMatchObject({ status: 400, body: { detail: /^kind: / } });
    const elsewhere = await api.admin('POST', '/environments/two/destinations/check/stream', {
      kind: 'webhook',
      destination: id,
    });
    expect(elsewhere.status).toBe(404);
    expect((await watch({ kind: 'no-such-kind', config: {} })).status).toBeLessThan(500);
  });

  it('stops when nobody listens any more', async () => {
    const asked = new Promise<IncomingMessage>((resolve) => {
      answer = (incoming) => {
        incoming.resume();
        resolve(incoming);
      };
    });
    const listening = request(`${api.url}/admin${at}/check/stream`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.adminToken}`, 'content-type': 'application/json' },
    });
    listening.on('error', () => undefined);
    listening.end(JSON.stringify({ kind: 'webhook', config: { ...config(), timeout_ms: 30_000 } }));
    const [answered] = (await once(listening, 'response')) as [IncomingMessage];
    const [first] = (await once(answered, 'data')) as [Buffer];
    expect(first.toString()).toContain('event: plan');
    const { socket } = await asked;
    const gone = once(socket, 'close');
    listening.destroy();
    await gone;
  }, 25_000);
});

describe('a preview', () => {
  const preview = (body: object, environment = 'one') =>
    api.admin('POST', `/environments/${environment}/destinations/preview`, body);

  it('shows a made-up ride while none is stored, with no secret', async () => {
    const { status, body } = await preview({ kind: 'webhook', config: config() });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      is_made_up: true,
      parts: [{ place: expect.stringMatching(/^POST http.*\?key=\*\*\*$/), media_type: 'application/json' }],
    });
    const text = JSON.stringify(body);
    for (const secret of [SECRET, AUTHORIZATION, 'of-the-query']) expect(text).not.toContain(secret);
    expect(text).toMatch(/"name":"terra-signature","value":"t=\*\*\*,v1=\*\*\*"/);
    const [part] = body['parts'] as { bytes: number; text: string }[];
    expect(part?.bytes).toBeGreaterThan(20_480);
    expect(Buffer.byteLength(part?.text ?? '')).toBeLessThanOrEqual(20_480);
  });

  it.each([
    ['fit', 'application/vnd.ant.fit', null],
    ['fhir', 'application/fhir+json', /"resourceType":"Bundle"/],
  ])('shows a ride as %s', async (format, mediaType, says) => {
    const { body } = await preview({ kind: 'webhook', config: config(), format });
    const text = says === null ? null : expect.stringMatching(says);
    expect(body).toMatchObject({ parts: [{ media_type: mediaType, bytes: expect.any(Number), text }] });
  });

  it('has every kind that there is show its example', async () => {
    const { items } = (await api.admin('GET', '/destination-kinds')).body as { items: { kind: string; example: object }[] };
    for (const { kind, example } of items) {
      const { status, body } = await preview({ kind, config: example });
      // A key that is a text about a key is told as one.
      if (status === 200) expect((body['parts'] as unknown[]).length).toBeGreaterThan(0);
      else expect([kind, status]).toEqual([kind, 400]);
    }
  }, 60_000);

  it('shows a stored ride by name, or the newest; of its own environment only', async () => {
    const tenant = await makeTenant(api.db);
    const environment = `t-${tenant.environmentId}`;
    const connectionId = await makeConnection(api.db, tenant);
    const later = rideOf(210, { startMicros: Date.UTC(2026, 9, 30) * 1000 });
    const records = [storedRide('older', rideOf(200)), storedRide('newer', later)];
    await commitSync(api.db, commitOf({ ...tenant, connectionId }, { records }));
    const bucket = {
      kind: 's3',
      config: { bucket: 'rides', region: 'eu-central-1', access_key_id: 'AKIA', secret_access_key: 'x'.repeat(40) },
    };
    const newest = await preview(bucket, environment);
    expect(newest.body).toMatchObject({
      is_made_up: false,
      parts: [{ place: `2022-03-16/activity/${connectionId}-2026-10-30T02:00:00.000000+02:00.json` }],
    });
    const record = { connection: connectionId, type: 'activity', key: 'older' };
    const named = await preview({ ...bucket, record }, environment);
    expect(JSON.stringify(named.body)).toContain('older');
    expect((await preview({ ...bucket, record: { ...record, key: 'none' } }, environment)).status).toBe(404);
    expect((await preview({ ...bucket, record: { ...record, key: 'a\0b' } }, environment)).status).toBe(400);
    expect((await preview({ ...bucket, record }, 'two')).status).toBe(404);
    expect((await preview(bucket, 'two')).body).toMatchObject({ is_made_up: true });
  });

  it('is refused for a format that its kind does not take', async () => {
    const sql = { kind: 'sql', config: { scheme: 'postgres', host: 'db.example', database: 'd', username: 'u', password: 'p' } };
    expect(await preview({ ...sql, format: 'fit' })).toMatchObject({ status: 400, body: { code: 'FORMAT_NOT_TAKEN' } });
  });
});

describe('a destination', () => {
  it('tells how it went lately, and since when two secrets sign', async () => {
    const health = async () => (await api.admin('GET', `${at}/${id}`)).body['health'];
    expect(await health()).toEqual({
      delivered: 0,
      failed: 0,
      success_rate: null,
      of_newest: 2_000,
      p50_ms: null,
      p95_ms: null,
      last_delivered_at: null,
      secret_rotating_since: null,
    });
    const { delivery_id: delivery } = (await api.admin('POST', `${at}/${id}/test`)).body;
    await api.db.query(
      `INSERT INTO attempt (delivery_id, n, environment_id, started_at, duration_ms, ok)
       SELECT id, n, environment_id, now() - n * interval '25 minutes', n * 100, n <> 1 FROM delivery, generate_series(1, 3) n WHERE id = $1`,
      [delivery],
    );
    // The third is more than an hour ago.
    expect(await health()).toMatchObject({
      delivered: 1,
      failed: 1,
      success_rate: 0.5,
      p50_ms: 150,
      last_delivered_at: expect.any(String),
    });
    const before = Date.now() - 1000;
    await api.admin('POST', `${at}/${id}/rotate-secret`, {});
    const since = async () => ((await health()) as { secret_rotating_since: string | null }).secret_rotating_since;
    const began = await since();
    expect(Date.parse(began ?? '')).toBeGreaterThan(before);
    await api.admin('PATCH', `${at}/${id}`, { config: { timeout_ms: 5000 } });
    expect(await since()).toBe(began);
    await api.admin('POST', `${at}/${id}/end-rotation`);
    expect(await since()).toBeNull();
    await api.admin('PATCH', `${at}/${id}`, { config: { previous_signing_secret: 'another-secret-of-mine' } });
    expect(await since()).not.toBeNull();
  });

  it('has a page that its kind names', async () => {
    const { items } = (await api.admin('GET', '/destination-kinds')).body as { items: { docs_url: string; title: string }[] };
    for (const { docs_url: page, title } of items) {
      const { status, body, headers } = await api.call('GET', page);
      const html = String(body['text']);
      expect([page, status, String(headers['content-type'])]).toEqual([page, 200, 'text/html; charset=utf-8']);
      expect(html).toContain(`<h1>${title.replaceAll("'", '&#39;')}</h1>`);
      for (const part of ['Config', 'Guarantees', 'Errors']) expect(html).toContain(`>${part}</h2>`);
      // Nothing is left as Markdown.
      expect(html.replace(/<pre[\s\S]*?<\/pre>/g, '')).not.toMatch(/^\s*(\||#{1,3} |```)|\*\*|\]\(/m);
    }
    expect((await api.call('GET', '/docs/destinations/none')).status).toBe(404);
    expect(String((await api.call('GET', '/docs/destinations')).body['text'])).toContain('href="/docs/destinations/s3"');
  });
});
