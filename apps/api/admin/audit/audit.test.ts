import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
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
