import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type EnvironmentId, asId } from '../../../../model/ids.js';
import { destinationPlace } from '../../../../store/control/destinations.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { getDestination } from '../contract/destinations.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { createDatabase, type TestDatabase } from '../../../../test/support/servers/postgres.js';

let api: TestApi;
let receiver: Server;
let target: TestDatabase;
let url = '';
beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.resume().on('end', () => response.end('ok'));
  });
  receiver.listen(0, '127.0.0.1');
  [api, target] = await Promise.all([startTestApi(), createDatabase({ template: null }), once(receiver, 'listening')]);
  const address = receiver.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
  for (const dev_id of ['one', 'two']) await api.admin('POST', '/environments', { dev_id });
}, 120_000);
afterAll(async () => {
  receiver.close();
  await api.close();
  await target.dispose();
});

const SECRET = 'a-signing-secret-of-mine';
const webhook = (name: string, more: object = {}) => ({
  kind: 'webhook',
  name,
  config: { url, signing_secret: SECRET, ...more },
});
let n = 0;
let id = '';
let at = '';
beforeEach(async () => {
  id = String((await api.admin('POST', '/environments/one/destinations', webhook(`d${n++}`))).body['id']);
  at = `/environments/one/destinations/${id}`;
});

describe('destinations', () => {
  it('are described by kind', async () => {
    expect((await api.admin('GET', '/destination-kinds?limit=1')).body).toMatchObject({ errors: [{ field: 'limit' }] });
    const { items } = (await api.admin('GET', '/destination-kinds')).body as { items: { kind: string; formats: string[] }[] };
    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['webhook', 'sql']));
    const formats = Object.fromEntries(items.map((item) => [item.kind, item.formats]));
    expect(formats).toMatchObject({
      webhook: ['json', 'fit', 'fhir'],
      s3: ['json', 'fit', 'fhir'],
      kafka: ['json', 'fhir'],
      sql: ['json'],
    });
  });

  it('are sent activities in a format that their kind takes', async () => {
    expect((await api.admin('GET', at)).body).toMatchObject({ format: 'json' });
    expect(await api.admin('PATCH', at, { format: 'fit' })).toMatchObject({ status: 200, body: { format: 'fit' } });
    expect(await api.admin('PATCH', at, { name: `renamed-${n}` })).toMatchObject({ body: { format: 'fit' } });
    expect((await api.admin('PATCH', at, { format: 'gpx' })).status).toBe(400);
    expect(await api.admin('POST', '/environments/one/destinations', { ...webhook(`fhir-${n}`), format: 'fhir' })).toMatchObject({
      status: 201,
      body: { format: 'fhir' },
    });
    const topic = {
      kind: 'kafka',
      name: `topic-${n}`,
      config: { topic: 'rides', host: 'kafka.example', port: 9092, sasl: 'none' },
    };
    expect(await api.admin('POST', '/environments/one/destinations', { ...topic, format: 'fit' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^format: .* kafka takes no fit; it takes json, fhir .*webhook/) },
    });
    const { id: kafka } = (await api.admin('POST', '/environments/one/destinations', topic)).body;
    expect((await api.admin('PATCH', `/environments/one/destinations/${String(kafka)}`, { format: 'fit' })).status).toBe(400);
    expect((await api.admin('PATCH', `/environments/one/destinations/${String(kafka)}`, { format: 'fhir' })).status).toBe(200);
  });

  it('are created with their secrets sealed and masked, and listed', async () => {
    const made = await api.admin('POST', '/environments/one/destinations', {
      ...webhook('typed', { headers: { authorization: 'Bearer top-secret-value' } }),
      event_types: ['activity', 'auth'],
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'webhook',
        state: 'enabled',
        circuit: 'closed',
        event_types: ['activity', 'auth'],
        config: { url, signing_secret: 'a-si***', timeout_ms: 8000 },
      },
    });
    const list = await api.admin('GET', '/environments/one/destinations');
    expect(list.body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ name: 'typed' })]) });
    const { rows } = await api.db.query<{ text: string }>(
      `SELECT string_agg(config::text || encode(secrets, 'escape'), '') AS text FROM destination`,
    );
    for (const secret of [SECRET, 'top-secret-value']) expect(JSON.stringify([made.body, list.body, rows])).not.toContain(secret);
    expect((await api.admin('GET', at)).body).toMatchObject({ id, backlog: { pending: 0, oldest_pending_at: null, dead: 0 } });
  });

  it('say what is wrong with them', async () => {
    const answer = await api.admin('POST', '/environments/one/destinations', {
      kind: 'webhook',
      name: 'x',
      config: { url: 'ftp://x', signing_secret: 'short', colour: 'red' },
    });
    expect(answer.status).toBe(400);
    for (const field of ['url', 'signing_secret', 'colour']) expect(answer.body['detail']).toContain(field);
    expect(answer.body['detail']).not.toContain('short,');
    expect(
      (await api.admin('POST', '/environments/one/destinations', { kind: 'pigeon', name: 'x', config: {} })).body['detail'],
    ).toContain('webhook');
    expect(
      (await api.admin('POST', '/environments/one/destinations', { ...webhook('x'), event_types: ['sprint'] })).body,
    ).toMatchObject({ errors: [{ field: 'event_types.0' }] });
    expect((await api.admin('POST', '/environments/one/destinations', webhook('d0'))).body).toMatchObject({
      detail: 'name: there is a destination "d0" in this environment already',
    });
  });

  it('tell what a change of place leaves behind, and nothing of other changes', async () => {
    expect((await api.admin('PATCH', at, { config: { timeout_ms: 900 }, name: `moves-${n}` })).body['warnings']).toEqual([]);
    const { warnings } = (await api.admin('PATCH', at, { config: { url: `${url}/new` } })).body;
    expect(warnings).toEqual([expect.stringMatching(`url was "${url}".* delete .*replay --destination moves-${n} `)]);
  });

  it('change by merging: secrets that are left out or masked are kept, a new config closes the circuit', async () => {
    await api.db.query(
      `UPDATE destination SET circuit = 'open', failures = 30, failing_since = now(), probe_at = now() + interval '1 hour' WHERE id = $1`,
      [id],
    );
    const changed = await api.admin('PATCH', at, {
      config: { timeout_ms: 900, signing_secret: 'a-si***' },
      event_types: ['activity'],
    });
    expect(changed.body).toMatchObject({
      config_revision: 2,
      circuit: 'closed',
      failures: 0,
      event_types: ['activity'],
      config: { url, timeout_ms: 900, signing_secret: 'a-si***' },
    });
    expect(await api.admin('POST', `${at}/check`)).toMatchObject({ body: { ok: true } });
    const renamed = await api.admin('PATCH', at, { name: 'renamed', dialect: 'v2022' });
    expect(renamed.body).toMatchObject({ name: 'renamed', config_revision: 2, event_types: ['activity'], dialect: 'v2022' });
    expect((await api.admin('PATCH', at, { dialect: 'v1999' })).status).toBe(400);
    expect((await api.admin('PATCH', at, { config: { url: null } })).status).toBe(400);
    expect((await api.admin('PATCH', at, { name: 'd0' })).status).toBe(409);
  });

  it('are checked by named tests, saved or not', async () => {
    expect(await api.admin('POST', `${at}/check`)).toMatchObject({
      status: 200,
      body: { ok: true, tests: expect.arrayContaining([expect.objectContaining({ ok: true })]) },
    });
    // A change of its config, with the secrets that it holds; nothing of it is saved.
    const before = (await api.admin('GET', at)).body['config'];
    expect(await api.admin('POST', `${at}/check`, { config: { url: 'http://127.0.0.1:1/' } })).toMatchObject({
      status: 200,
      body: { ok: false },
    });
    expect(await api.admin('POST', `${at}/check`, { config: { timeout_ms: 1_500 } })).toMatchObject({ body: { ok: true } });
    expect(await api.admin('POST', `${at}/check`, { config: { url: null } })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('url') },
    });
    expect((await api.admin('GET', at)).body['config']).toEqual(before);
    const dead = await api.admin('POST', '/environments/one/destinations/check', {
      kind: 'webhook',
      config: { url: 'http://127.0.0.1:1/', signing_secret: SECRET },
    });
    expect(dead).toMatchObject({ status: 200, body: { ok: false } });
    const inside = await api.admin('POST', '/environments/one/destinations/check', {
      kind: 'webhook',
      config: { url: 'https://10.0.0.1/', signing_secret: SECRET },
    });
    expect(JSON.stringify(inside.body)).toContain('FREEHUB_EGRESS_ALLOW');
  });

  it('of SQL tell a wrong password from a right one', async () => {
    const { hostname, port, pathname, username, password } = new URL(target.url);
    const config = {
      scheme: 'postgres',
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      username,
      password: decodeURIComponent(password),
      tls: 'disable',
    };
    expect((await api.admin('POST', '/environments/one/destinations/check', { kind: 'sql', config })).body).toMatchObject({
      ok: true,
    });
    const wrong = await api.admin('POST', '/environments/one/destinations/check', {
      kind: 'sql',
      config: { ...config, password: 'not-the-password' },
    });
    expect(wrong.body).toMatchObject({ ok: false });
    expect(JSON.stringify(wrong.body)).not.toContain('not-the-password');
  });

  it('are capped, uncapped, and refuse a cap that is none', async () => {
    expect((await api.admin('GET', at)).body).toMatchObject({ max_per_second: null, max_concurrency: null });
    const made = await api.admin('POST', '/environments/one/destinations', {
      ...webhook('capped'),
      max_per_second: 0.5,
      max_concurrency: 2,
    });
    expect(made.body).toMatchObject({ max_per_second: 0.5, max_concurrency: 2, config_revision: 1 });
    const changed = await api.admin('PATCH', at, { max_per_second: 12.5, max_concurrency: 4 });
    // Open sessions are told by the revision.
    expect(changed.body).toMatchObject({ max_per_second: 12.5, max_concurrency: 4, config_revision: 2 });
    expect((await api.admin('PATCH', at, { name: `still${n}` })).body).toMatchObject({
      max_per_second: 12.5,
      max_concurrency: 4,
    });
    expect((await api.admin('PATCH', at, { max_per_second: null })).body).toMatchObject({
      max_per_second: null,
      max_concurrency: 4,
      config_revision: 2,
    });
    for (const wrong of [{ max_per_second: 0 }, { max_per_second: -1 }, { max_concurrency: 1.5 }, { max_concurrency: 0 }])
      expect((await api.admin('PATCH', at, wrong)).status).toBe(400);
  });

  it('get a test event of their own', async () => {
    const answer = await api.admin('POST', `${at}/test`);
    expect(answer.status).toBe(202);
    expect((await api.admin('GET', `/environments/one/deliveries/${String(answer.body['delivery_id'])}`)).body).toMatchObject({
      destination_id: id,
      type: 'healthcheck',
      state: 'pending',
      body: { type: 'healthcheck', status: 'success' },
    });
    expect(
      (
        await api.db.query(`SELECT 1 FROM delivery WHERE event_id = (SELECT event_id FROM delivery WHERE id = $1)`, [
          answer.body['delivery_id'],
        ])
      ).rowCount,
    ).toBe(1);
  });

  it('pause and resume: the circuit closes and what waits is due', async () => {
    const delivery = (await api.admin('POST', `${at}/test`)).body['delivery_id'];
    await api.db.query(`UPDATE delivery SET due_at = now() + interval '8 hours' WHERE id = $1`, [delivery]);
    expect((await api.admin('POST', `${at}/pause`)).body).toMatchObject({ state: 'paused' });
    expect((await api.admin('POST', `${at}/pause`)).status).toBe(409);
    expect((await api.admin('POST', `${at}/test`)).status).toBe(409);
    await api.db.query(`UPDATE destination SET circuit = 'open', failures = 9 WHERE id = $1`, [id]);
    expect((await api.admin('POST', `${at}/resume`)).body).toMatchObject({ state: 'enabled', circuit: 'closed', failures: 0 });
    expect((await api.db.query(`SELECT 1 FROM delivery WHERE id = $1 AND due_at <= now()`, [delivery])).rowCount).toBe(1);
  });

  it('rotate their signing secret, the one before stays valid', async () => {
    const rotated = await api.admin('POST', `${at}/rotate-secret`, {});
    const secret = String(rotated.body['secret']);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(rotated.body).toMatchObject({
      destination: { config: { signing_secret: `${secret.slice(0, 4)}***`, previous_signing_secret: 'a-si***' } },
    });
    expect((await api.admin('POST', `${at}/end-rotation`)).body).toEqual({ done: true });
    expect((await api.admin('GET', at)).body['config']).not.toHaveProperty('previous_signing_secret');
    expect(JSON.stringify((await api.admin('GET', '/environments/one/audit?limit=10')).body)).not.toContain(secret);
  });

  it('show their figures in the list as on their page, when they are asked for', async () => {
    const { rows } = await api.db.query<{ of: EnvironmentId }>(`SELECT environment_id AS of FROM destination WHERE id = $1`, [
      id,
    ]);
    // Of two types: two delivered (the older at the second try), one dead, two pending, the older of them of the other type.
    await api.db.query(
      `INSERT INTO delivery (id, environment_id, destination_id, event_id, type, state)
       SELECT uuidv7(n * interval '-1 minute'), $1, $2, gen_random_uuid(), type, state
         FROM (VALUES (5, 'activity', 'delivered'), (4, 'activity', 'delivered'), (3, 'sleep', 'dead'), (2, 'sleep', 'pending'), (1, 'activity', 'pending')) AS m(n, type, state)`,
      [rows[0]?.of, id],
    );
    await api.db.query(
      `INSERT INTO attempt (delivery_id, n, environment_id, started_at, duration_ms, ok)
       SELECT d.id, t.n, $1, now() - interval '1 second', 40 * t.n, t.ok
         FROM (SELECT *, row_number() OVER (ORDER BY id) AS nth FROM delivery WHERE destination_id = $2) d CROSS JOIN (VALUES (1, false), (2, true)) AS t(n, ok)
        WHERE (d.state = 'dead' AND NOT t.ok) OR (d.state = 'delivered' AND (t.ok OR d.nth = 1))`,
      [rows[0]?.of, id],
    );
    const { backlog, health, ...plain } = getDestination.answer.parse((await api.admin('GET', at)).body);
    expect(backlog).toMatchObject({ pending: 2, dead: 1 });
    const age = Date.now() - Date.parse(backlog.oldest_pending_at ?? '');
    expect(age).toBeGreaterThan(110_000);
    expect(age).toBeLessThan(180_000);
    expect(health).toMatchObject({ delivered: 2, failed: 2, success_rate: 0.5, of_newest: 2_000, p50_ms: 60, p95_ms: 80 });

    const items = async (query: string) =>
      z
        .array(z.looseObject({ id: z.string() }))
        .parse((await api.admin('GET', `/environments/one/destinations?limit=500${query}`)).body['items']);
    const listed = await items('&with=figures');
    expect(listed.find((item) => item.id === id)).toEqual({
      ...plain,
      backlog,
      health: { ...health, of_newest: Math.max(50, Math.floor(2_000 / listed.length)) },
    });
    expect(listed.find((item) => item.id !== id)).toMatchObject({
      backlog: { pending: expect.any(Number) },
      health: { delivered: 0, failed: 0, success_rate: null, p50_ms: null, last_delivered_at: null },
    });
    expect((await items('')).find((item) => item.id === id)).toEqual({ ...plain, backlog: null, health: null });
    expect((await api.admin('GET', '/environments/one/destinations?with=all')).status).toBe(400);
  });

  describe('whose secrets do not open', () => {
    const other = KeyRing.of([{ id: 'gone', key: randomBytes(32) }]);
    const list = '/environments/one/destinations?limit=500';
    let told = '';
    beforeEach(async () => {
      const { rows } = await api.db.query<{ environmentId: EnvironmentId }>(
        `SELECT environment_id AS "environmentId" FROM destination WHERE id = $1`,
        [id],
      );
      const [row] = rows;
      if (!row) throw new Error('no destination');
      const sealed = other.sealJson({ signing_secret: SECRET }, destinationPlace(row.environmentId, asId(id)));
      await api.db.query(`UPDATE destination SET secrets = $2 WHERE id = $1`, [id, sealed]);
      told = 'the secrets of this destination cannot be opened';
    });

    it('hide nobody else, and say what is wrong and what to do', async () => {
      const problem = {
        kind: 'config',
        code: 'SECRETS_LOCKED',
        message: expect.stringMatching(
          /cannot be opened: .* needs the key "gone", .*FREEHUB_SECRET_KEYS.* put that key back .* or .*signing_secret/,
        ),
      };
      const page = await api.admin('GET', list);
      expect(page.status).toBe(200);
      const items = z.array(z.looseObject({ id: z.string(), config: z.looseObject({}) })).parse(page.body['items']);
      const mine = items.find((item) => item.id === id);
      expect(mine).toMatchObject({ config: { url }, config_problem: problem, state: 'enabled' });
      expect(mine?.config).not.toHaveProperty('signing_secret');
      expect(items.filter((item) => item['config_problem'] === null).length).toBe(items.length - 1);
      expect(await api.admin('GET', `${list}&with=figures`)).toMatchObject({ status: 200 });
      expect(await api.admin('GET', at)).toMatchObject({
        status: 200,
        body: { id, config_problem: problem, backlog: { pending: 0 } },
      });
    });

    it('refuse what needs the secrets, and take what does not', async () => {
      const needing = await Promise.all([
        api.admin('POST', `${at}/check`),
        api.admin('POST', `${at}/check`, { config: { timeout_ms: 900 } }),
        api.admin('POST', '/environments/one/destinations/preview', { kind: 'webhook', destination: id }),
        api.admin('POST', '/environments/one/destinations/check/stream', { kind: 'webhook', destination: id }),
        api.admin('POST', `${at}/rotate-secret`, {}),
        api.admin('POST', `${at}/end-rotation`),
        api.admin('PATCH', at, { config: { timeout_ms: 900 } }),
        api.admin('PATCH', at, { config: { previous_signing_secret: null } }),
      ]);
      for (const { status, body } of needing) {
        expect(status).toBe(422);
        expect(body['detail']).toContain(told);
      }
      expect(await api.admin('PATCH', at, { name: `locked-${n}`, event_types: ['activity'] })).toMatchObject({
        status: 200,
        body: { name: `locked-${n}`, config_problem: { code: 'SECRETS_LOCKED' } },
      });
      expect((await api.admin('POST', `${at}/pause`)).status).toBe(200);
      expect((await api.admin('POST', `${at}/resume`)).status).toBe(200);
      expect((await api.admin('DELETE', at)).status).toBe(200);
    });

    it('are mended by new secrets, whole ones', async () => {
      expect(await api.admin('PATCH', at, { config: { signing_secret: 'a-si***' } })).toMatchObject({ status: 400 });
      const mended = await api.admin('PATCH', at, { config: { signing_secret: 'another-secret-of-mine', timeout_ms: 900 } });
      expect(mended).toMatchObject({
        status: 200,
        body: { config: { url, timeout_ms: 900, signing_secret: 'anot***' }, config_problem: null },
      });
      expect(mended.body['warnings']).toEqual([expect.stringMatching(/could not be opened .*previous_signing_secret.*headers/)]);
      expect((await api.admin('POST', `${at}/check`)).body).toMatchObject({ ok: true });
    });

    it('of a kind that this version does not know are listed too', async () => {
      await api.db.query(`UPDATE destination SET kind = 'pigeon' WHERE id = $1`, [id]);
      const items = z.array(z.looseObject({ id: z.string() })).parse((await api.admin('GET', list)).body['items']);
      expect(items.find((item) => item.id === id)).toMatchObject({ kind: 'pigeon', config_problem: { code: 'KIND_UNKNOWN' } });
      expect((await api.admin('POST', `${at}/check`)).status).toBe(400);
      expect((await api.admin('DELETE', at)).status).toBe(200);
    });
  });

  it('are deleted, and what was pending for them is canceled', async () => {
    const delivery = String((await api.admin('POST', `${at}/test`)).body['delivery_id']);
    expect((await api.admin('DELETE', at)).body).toEqual({ done: true, canceled: 1 });
    expect((await api.admin('GET', at)).status).toBe(404);
    expect((await api.admin('GET', `/environments/one/deliveries/${delivery}`)).body).toMatchObject({ state: 'canceled' });
  });

  it('of another environment are not there', async () => {
    const elsewhere = `/environments/two/destinations/${id}`;
    const answers = await Promise.all([
      api.admin('GET', elsewhere),
      api.admin('PATCH', elsewhere, { name: 'stolen' }),
      api.admin('DELETE', elsewhere),
      ...['check', 'test', 'pause', 'resume', 'rotate-secret', 'end-rotation'].map((verb) =>
        api.admin('POST', `${elsewhere}/${verb}`),
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await api.admin('GET', at)).status).toBe(200);
  });

  it('leave a line for each change', async () => {
    await api.admin('PATCH', at, { name: `again${n}` });
    await api.admin('POST', `${at}/pause`);
    const { items } = (await api.admin('GET', '/environments/one/audit?limit=3')).body as {
      items: { action: string; subject: string }[];
    };
    expect(items.map(({ action, subject }) => [action, subject])).toEqual([
      ['destination.paused', id],
      ['destination.changed', id],
      ['destination.created', id],
    ]);
  });
});
