/** What the contract suite does not ask of the SQL kind: its tables, its users, its errors. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import type { DeliveryItem } from '../../kit/destination.js';
import { EgressGuard } from '../../kit/egress/egress.js';
import { testItem, testUser } from '../../kit/testing/items.js';
import { sql } from '../index.js';
import { withoutNul } from '../../kit/json-nul.js';
import type { SqlConfig } from '../spec.js';
import { postgresTarget } from '../testing/postgres.js';
import { startStrictPooler } from '../testing/strict-pooler.js';
import type { PostgresTarget } from '../testing/postgres.js';
import { until } from '../../../test/support/until.js';

const never = new AbortController().signal;

describe('sql on PostgreSQL', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'test', ambientCredentials: false };
  let target: PostgresTarget;
  let admin: Client;
  let config: SqlConfig;

  beforeAll(async () => {
    target = await postgresTarget({ scheme: 'postgresql', statement_timeout_ms: 5000 });
    ({ admin } = target);
    // Here it makes schemas itself.
    config = target.config;
    await admin.query(`GRANT CREATE ON DATABASE "${config.database}" TO ${config.username}`);
  }, 60_000);
  afterAll(async () => {
    await target.dispose();
  });

  const write = async (items: readonly DeliveryItem[], change: Partial<SqlConfig> = {}) => {
    const session = sql.open({ ...config, ...change }, io);
    const results = await session.write(items, never);
    await session.close();
    return results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
  };
  const check = async (change: Partial<SqlConfig>) => {
    const session = sql.open({ ...config, ...change }, io);
    const report = await session.check(never);
    await session.close();
    return report;
  };
  const rowsOf = async (text: string, values: unknown[] = []) => (await admin.query<Record<string, unknown>>(text, values)).rows;

  test("makes the tables of the README, with Terra's columns", async () => {
    expect(await write([testItem()], { schema: 'fresh' })).toEqual(['delivered']);
    const columns = await rowsOf(
      `SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position) AS columns FROM information_schema.columns WHERE table_schema = 'fresh' GROUP BY 1 ORDER BY 1`,
    );
    expect(columns).toEqual([
      {
        table_name: 'terra_data_payloads',
        columns: 'user_id data_type created_at payload_id start_time end_time revision ordering_timestamp payload',
      },
      {
        table_name: 'terra_misc_payloads',
        columns: 'user_id data_type payload_type created_at payload_id revision ordering_timestamp payload',
      },
      { table_name: 'terra_tombstones', columns: 'user_id data_type payload_id revision deleted_at' },
      { table_name: 'terra_users', columns: 'user_id reference_id created_at granted_scopes provider state ordering_timestamp' },
    ]);
  });

  test('check of a database that is not there, and of a PostgreSQL that is taken for MySQL, says so', async () => {
    expect((await check({ database: 'nowhere' })).at(-1)).toMatchObject({
      name: 'log in',
      ok: false,
      message: expect.stringContaining('no such database'),
      action: expect.stringMatching(/^Make the database/),
    });
    expect(await check({ scheme: 'mysql', tls: 'disable' })).toMatchObject([
      {
        name: 'reach the server',
        ok: false,
        message: expect.stringContaining('PostgreSQL, not MySQL'),
        action: expect.stringMatching(/^Set scheme to postgres/),
      },
    ]);
  }, 60_000);

  test('half of a surrogate pair is refused, with a reason that can be read', async () => {
    const session = sql.open(config, io);
    const [half, whole] = await session.write([testItem({ extra: '"\\ud800"' }), testItem({ extra: '"\\ud83d\\udeb4"' })], never);
    await session.close();
    expect(half).toMatchObject({
      ok: false,
      problem: { kind: 'payload', code: '22P02', message: expect.stringContaining('surrogate') },
    });
    expect(whole?.ok).toBe(true);
  });

  test('one event that cannot be made a row falls alone', async () => {
    const odd = { ...testItem(), orderingTimestampMs: 8.64e15 + 1 };
    expect(await write([testItem(), odd, testItem()])).toEqual(['delivered', 'bug NOT_A_ROW', 'delivered']);
  });

  test('many sessions may make the tables at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => write([testItem()], { schema: 'crowded' })));
    expect(results.flat()).toEqual(Array<string>(8).fill('delivered'));
  });

  test('keeps start, end and first time of a record over its revisions', async () => {
    const user = testUser();
    const item = testItem({ user });
    await write([item]);
    await write([
      {
        ...item,
        revision: 2,
        orderingTimestampMs: item.orderingTimestampMs + 5000,
        startTime: '2026-09-22T06:00:00.000000+02:00',
        endTime: null,
      },
    ]);
    expect(
      await rowsOf(
        'SELECT created_at, start_time, end_time, revision::text, ordering_timestamp::text FROM terra.terra_data_payloads WHERE user_id = $1',
        [user.userId],
      ),
    ).toEqual([
      {
        created_at: new Date(item.orderingTimestampMs).toISOString(),
        start_time: '2026-09-22T06:00:00.000000+02:00',
        end_time: null,
        revision: '2',
        ordering_timestamp: String(item.orderingTimestampMs + 5000),
      },
    ]);
  });

  test('auth and deauth move the user, the later one wins whatever the order; data makes a missing user', async () => {
    const user = testUser({ referenceId: null, scopes: 'a,b' });
    const state = async (): Promise<unknown> =>
      (
        await rowsOf('SELECT state, reference_id, granted_scopes, provider FROM terra.terra_users WHERE user_id = $1', [
          user.userId,
        ])
      )[0];
    const at = (type: string, orderingTimestampMs: number, referenceId: string | null): DeliveryItem => ({
      ...testItem({ type, user: { ...user, referenceId } }),
      orderingTimestampMs,
    });
    await write([testItem({ user })]);
    expect(await state()).toEqual({ state: 'active', reference_id: null, granted_scopes: 'a,b', provider: 'INSIDERS' });
    await write([at('deauth', 3000, 'm'), at('auth', 2000, 'm')]);
    expect(await state()).toMatchObject({ state: 'deauth', reference_id: 'm' });
    await write([at('auth', 2500, 'late')]);
    expect(await state()).toMatchObject({ state: 'deauth', reference_id: 'm' });
    await write([at('auth', 4000, 'again'), testItem({ user })]);
    expect(await state()).toMatchObject({ state: 'active', reference_id: 'again' });
    const stranger = testUser();
    await write([testItem({ type: 'healthcheck', user: stranger })]);
    expect(await rowsOf('SELECT FROM terra.terra_users WHERE user_id = $1', [stranger.userId])).toEqual([]);
    expect(
      await rowsOf('SELECT data_type, payload_type FROM terra.terra_misc_payloads WHERE user_id = $1', [stranger.userId]),
    ).toEqual([{ data_type: 'healthcheck', payload_type: 'event' }]);
  });

  test('a row that cannot be stored falls alone, with its SQLSTATE, and an older revision of it in the batch has its turn', async () => {
    const user = testUser();
    const good = testItem({ user, key: 'k', revision: 1 });
    const bad = { ...good, revision: 2, body: Buffer.from('{"cut":') };
    const tooLong = testItem({ user: { userId: randomUUID() + randomUUID() } });
    expect(await write([good, bad, tooLong, testItem()])).toEqual(['delivered', 'payload 22P02', 'payload 22001', 'delivered']);
    expect(await rowsOf('SELECT revision::text FROM terra.terra_data_payloads WHERE user_id = $1', [user.userId])).toEqual([
      { revision: '1' },
    ]);
  });

  test('a body cannot reach into other columns', async () => {
    const user = testUser();
    expect(await write([{ ...testItem({ user }), body: Buffer.from(`{}},{"user_id":"x"`) }])).toEqual(['payload 22P02']);
    expect(await write([testItem({ user, key: `'); DROP TABLE terra.terra_users; --` })])).toEqual(['delivered']);
    expect(await rowsOf('SELECT payload_id FROM terra.terra_data_payloads WHERE user_id = $1', [user.userId])).toEqual([
      { payload_id: `'); DROP TABLE terra.terra_users; --` },
    ]);
  });

  test('NUL becomes U+FFFD, an escaped backslash before u0000 does not', () => {
    const body = Buffer.from(String.raw`{"a":"x\u0000y","b":"\\u0000","c":"\\\u0000\u0000"}`);
    expect(Buffer.from(withoutNul(body)).toString()).toBe(
      String.raw`{"a":"x\ufffdy","b":"\\u0000","c":"\\\ufffd\ufffd"}`.replaceAll(String.raw`\ufffd`, '\ufffd'),
    );
    const clean = Buffer.from('{}');
    expect(withoutNul(clean)).toBe(clean);
  });

  test('a connection that was killed while nobody used it costs nothing, even when its end has not been heard of yet', async () => {
    const session = sql.open({ ...config, schema: 'killed' }, io);
    const outcomes: string[] = [];
    for (let n = 0; n < 40; n++) {
      const [result] = await session.write([testItem()], never);
      outcomes.push(result?.ok === true ? result.outcome : (result?.problem.kind ?? 'none'));
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'freehub' AND datname = current_database()`,
      );
    }
    expect([...new Set(outcomes)]).toEqual(['delivered']);
    await session.close();
  });

  test('a dropped table is made again; a killed connection is transient, and the next write works', async () => {
    const session = sql.open({ ...config, schema: 'dropped' }, io);
    const outcome = async () =>
      (await session.write([testItem()], never)).map((result) => (result.ok ? result.outcome : result.problem.kind));
    expect(await outcome()).toEqual(['delivered']);
    await admin.query('DROP SCHEMA dropped CASCADE');
    expect(await outcome()).toEqual(['delivered']);
    await admin.query('BEGIN; LOCK TABLE dropped.terra_data_payloads');
    const hanging = outcome();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await admin.query(
      `ROLLBACK; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'freehub' AND datname = current_database()`,
    );
    expect(['transient', 'delivered']).toContain((await hanging)[0]);
    expect(await outcome()).toEqual(['delivered']);
    await session.close();
  });

  test('uses at most four connections, under its name, and leaves none behind', async () => {
    const session = sql.open({ ...config, schema: 'counted' }, io);
    const count = async (): Promise<number> =>
      Number(
        (
          await rowsOf(
            `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'freehub' AND datname = current_database()`,
          )
        )[0]?.['n'],
      );
    await Promise.all(
      Array.from({ length: 12 }, () =>
        session.write(
          Array.from({ length: 50 }, () => testItem()),
          never,
        ),
      ),
    );
    expect(await count()).toBeLessThanOrEqual(4);
    await session.close();
    await until('none', async () => (await count()) === 0);
  });

  test('works behind a pooler that takes no times as start-up parameters', async () => {
    const pooler = await startStrictPooler(config.host, config.port ?? 5432);
    const behind = { port: pooler.port };
    expect((await check(behind)).filter(({ ok }) => !ok)).toEqual([]);
    const session = sql.open({ ...config, ...behind }, io);
    const written = await Promise.all([1, 2, 3, 4].map(() => session.write([testItem()], never)));
    await session.close();
    expect(written.flat()).toEqual([1, 2, 3, 4].map(() => expect.objectContaining({ ok: true })));
    await pooler.stop();
  });

  test('the check tells of a database whose encoding cannot hold every name', async () => {
    await admin.query(
      `CREATE DATABASE ${config.username}_latin ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0 OWNER ${config.username}`,
    );
    const failed = (await check({ database: `${config.username}_latin` })).filter(({ ok }) => !ok);
    await admin.query(`DROP DATABASE ${config.username}_latin WITH (FORCE)`);
    expect(failed).toEqual([
      expect.objectContaining({ message: expect.stringContaining('encoding'), action: expect.stringContaining('UTF8') }),
    ]);
  });

  test('each mistake in the set-up has its own word', async () => {
    await admin.query(
      `CREATE ROLE poor LOGIN PASSWORD 'poor-password'; CREATE SCHEMA foreign_tables; CREATE TABLE foreign_tables.terra_data_payloads (user_id text)`,
    );
    const poor = { username: 'poor', password: 'poor-password' };
    expect(await write([testItem()], { password: 'wrong' })).toEqual(['auth 28P01']);
    expect(await write([testItem()], { database: 'nowhere' })).toEqual(['config 3D000']);
    expect(await write([testItem()], { tls: 'require' })).toEqual(['config NO_TLS']);
    expect(await write([testItem()], poor)).toEqual(['config 42501']);
    expect((await write([testItem()], { schema: 'foreign_tables' }))[0]).toMatch(/^config 42/);
    const lastOf = async (change: Partial<SqlConfig>) => (await check(change)).at(-1);
    expect(await lastOf({ password: 'wrong' })).toMatchObject({ name: 'log in', ok: false });
    expect(await lastOf({ database: 'nowhere' })).toMatchObject({ name: 'log in', ok: false });
    expect(await lastOf({ tls: 'verify-full' })).toMatchObject({ name: 'reach the server', ok: false });
    expect(await lastOf(poor)).toMatchObject({ name: 'find or make the tables', ok: false });
    expect(await lastOf({ ...poor, schema: 'not_there' })).toMatchObject({
      ok: false,
      action: expect.stringMatching(/^Grant the role CREATE on the database/),
    });
    expect(await lastOf({ schema: 'foreign_tables' })).toMatchObject({ ok: false });
    expect(await lastOf({ schema: 'checked' })).toEqual({ name: 'write and delete a row', ok: true });
    expect(await rowsOf('SELECT FROM checked.terra_misc_payloads')).toEqual([]);
  });
});
