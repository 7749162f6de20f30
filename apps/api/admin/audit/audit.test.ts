import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type EnvironmentId, asId } from '../../../../model/ids.js';
import { insidersConfig, seedConnection } from '../seed.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';

let api: TestApi;
let environmentId = '';
beforeAll(async () => {
  api = await startTestApi();
  environmentId = String((await api.admin('POST', '/environments', { dev_id: 'logged' })).body['id']);
  await api.admin('POST', '/environments', { dev_id: 'other' });
  // Twenty days, one line each, of two people.
  await api.db.query(
    `INSERT INTO audit (id, environment_id, actor, action, subject, at)
     SELECT uuidv7(at - now()), $1::uuid, CASE n % 2 WHEN 0 THEN 'Ann' ELSE 'Bob' END, CASE n % 5 WHEN 0 THEN 'key.rotated' ELSE 'destination.changed' END, 'thing-' || n % 4, at
       FROM generate_series(1, 20) n, LATERAL (SELECT timestamptz '2026-03-01T00:00:00Z' + n * interval '1 day' AS at) t`,
    [environmentId],
  );
}, 120_000);
afterAll(() => api.close());

const linesOf = async (query: string, place = '/environments/logged/audit') => {
  const { status, body } = await api.admin('GET', `${place}?limit=100&${query}`);
  expect(status).toBe(200);
  return body['items'] as { actor: string; action: string; subject: string; at: string; environment_id: string }[];
};

describe('the audit log', () => {
  it.each([
    ['actor=Ann', 10],
    ['actor=ann', 0],
    ['action=key.', 4],
    ['action=key.rotated', 4],
    ['action=destination.', 16],
    ['action=%25.', 0],
    ['action=destination_changed', 0],
    ['subject=thing-3', 5],
    ['actor=Ann&subject=thing-2&action=dest', 4],
    ['since=2026-03-11&until=2026-03-12', 1],
    ['since=2026-03-11T00:00:00Z&until=2026-03-21', 10],
    ['since=2026-03-11T00:00:01Z&until=2026-03-21T00:00:00Z', 9],
    ['until=2026-03-02', 0],
  ])('is filtered by %s', async (query, count) => {
    expect(await linesOf(query)).toHaveLength(count);
  });

  it('is read page by page, newest first', async () => {
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body } = await api.admin('GET', `/audit?actor=Bob&limit=3${after}`);
      const page = z.object({ items: z.array(z.object({ at: z.string() })), next: z.string().nullable() }).parse(body);
      seen.push(...page.items.map(({ at }) => at));
      after = page.next === null ? null : `&after=${page.next}`;
    }
    expect(seen).toHaveLength(10);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it('of an environment holds nothing of another', async () => {
    expect(await linesOf('', '/environments/other/audit')).toMatchObject([{ action: 'environment.created' }]);
    expect(await linesOf('actor=Ann', '/environments/other/audit')).toEqual([]);
    expect(new Set((await linesOf('')).map((line) => line.environment_id))).toEqual(new Set([environmentId]));
    expect((await linesOf('', '/audit')).length).toBe(22);
  });

  it('calls what was changed by its name, and says what it is while it is there', async () => {
    const at = '/environments/named';
    const environment = String((await api.admin('POST', '/environments', { dev_id: 'named' })).body['id']);
    await api.admin('PUT', `${at}/providers/INSIDERS`, { config: insidersConfig() });
    const connection = await seedConnection(api.db, asId<EnvironmentId>(environment), { referenceId: 'anna' });
    await api.admin('POST', `${at}/connections/${connection}/pause`);
    await api.admin('POST', `${at}/keys`, { label: 'backend' });
    const hook = { kind: 'webhook', config: { url: 'http://127.0.0.1:1/hook', signing_secret: 'x'.repeat(24) } };
    const made = async (name: string) => String((await api.admin('POST', `${at}/destinations`, { ...hook, name })).body['id']);
    const [kept, gone] = [await made('Warehouse'), await made('Old one')];
    await api.admin('PATCH', `${at}/destinations/${kept}`, { name: 'New warehouse' });
    await api.admin('POST', `${at}/destinations/${gone}/pause`);
    await api.admin('DELETE', `${at}/destinations/${gone}`);
    const { body: operator } = await api.admin('POST', '/operators', { name: 'Kim', role: 'viewer', expires_in_days: 9 });
    const lines = z
      .array(
        z.object({
          action: z.string(),
          subject: z.string(),
          subject_name: z.string().nullable(),
          subject_now: z.object({ kind: z.string(), id: z.string() }).nullable(),
        }),
      )
      .parse(await linesOf('', `${at}/audit`));
    const told = (action: string, subject?: string) => {
      const found = lines.find((line) => line.action === action && (subject === undefined || line.subject === subject));
      return [found?.subject_name, found?.subject_now?.kind, found?.subject_now?.id];
    };
    expect(told('connection.paused')).toEqual(['anna', 'connection', connection]);
    expect(told('key.created')).toEqual(['backend', 'key', expect.any(String)]);
    expect(told('environment.created')).toEqual(['named', 'environment', environment]);
    expect(lines.find(({ subject }) => subject === 'INSIDERS')).toMatchObject({
      subject_name: 'Insiders',
      subject_now: { kind: 'provider', id: 'INSIDERS' },
    });
    // By the name of today, whatever it was then; of what is gone, by its last.
    expect(told('destination.created', kept)).toEqual(['New warehouse', 'destination', kept]);
    for (const action of ['created', 'paused', 'deleted'])
      expect(told(`destination.${action}`, gone)).toEqual(['Old one', undefined, undefined]);
    const all = await linesOf(`subject=${String(operator['id'])}`, '/audit');
    expect(all).toMatchObject([{ action: 'operator.created', subject_name: 'Kim', subject_now: { kind: 'operator' } }]);

    // A line of another environment that names it gets nothing of it.
    await api.db.query(`INSERT INTO audit (environment_id, actor, action, subject) VALUES ($1, 'x', 'connection.paused', $2)`, [
      environmentId,
      connection,
    ]);
    expect(await linesOf(`subject=${connection}`)).toMatchObject([
      { environment: 'logged', subject_name: null, subject_now: null },
    ]);
  });

  it('names what is wrong with a filter', async () => {
    expect((await api.admin('GET', '/audit?since=yesterday')).body).toMatchObject({ errors: [{ field: 'since' }] });
    expect((await api.admin('GET', `/audit?actor=${'x'.repeat(201)}`)).status).toBe(400);
    expect((await api.admin('GET', '/audit?actor=%00')).status).toBe(400);
  });

  it('is looked through by its indexes', async () => {
    await api.db.query(
      `INSERT INTO audit (environment_id, actor, action, subject) SELECT $1, 'athlete', 'connection.connected', 'c-' || n FROM generate_series(1, 50000) n`,
      [environmentId],
    );
    await api.db.query('ANALYZE audit');
    for (const condition of [`subject = 'thing-3'`, `actor = 'Ann'`, `action LIKE 'key.%'`, `action LIKE 'connection.%'`]) {
      const { rows } = await api.db.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM audit WHERE environment_id = '${environmentId}' AND ${condition} ORDER BY id DESC LIMIT 51`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect([condition, plan]).toEqual([condition, expect.not.stringContaining('Seq Scan')]);
    }
  });
});
