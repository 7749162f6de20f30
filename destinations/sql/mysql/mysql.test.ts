/** What the contract suite does not ask of the SQL kind on MariaDB: its users, its errors, TLS, large events. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certificateAuthority } from '../../../test/support/servers/certificates.js';
import { sharedMariadb } from '../../../test/support/servers/shared.js';
import type { DeliveryItem } from '../../kit/destination.js';
import { EgressGuard } from '../../kit/egress/egress.js';
import { testItem, testUser } from '../../kit/testing/items.js';
import { sql } from '../index.js';
import type { SqlConfig } from '../spec.js';
import { mariadbTarget } from '../testing/mariadb.js';
import type { MariadbTarget } from '../testing/mariadb.js';

const never = new AbortController().signal;

describe('sql on MariaDB', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'test', ambientCredentials: false };
  let target: MariadbTarget;
  let config: SqlConfig;

  beforeAll(async () => {
    target = await mariadbTarget();
    ({ config } = target);
  }, 60_000);
  afterAll(() => target.dispose());

  const write = async (items: readonly DeliveryItem[], change: Partial<SqlConfig> = {}) => {
    const session = sql.open({ ...config, ...change }, io);
    const results = await session.write(items, never);
    await session.close();
    return results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
  };
  const lastOf = async (change: Partial<SqlConfig>) => {
    const session = sql.open({ ...config, ...change }, io);
    const report = await session.check(never);
    await session.close();
    return report.at(-1);
  };

  test('many sessions may make the tables at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => write([testItem()])));
    expect(results.flat()).toEqual(Array<string>(8).fill('delivered'));
  });

  test('auth and deauth move the user, the later one wins whatever the order; data makes a missing user', async () => {
    const user = testUser({ referenceId: null });
    const state = async () =>
      (await target.rowsOf('SELECT state, reference_id FROM terra_users WHERE user_id = ?', [user.userId]))[0];
    const at = (type: string, orderingTimestampMs: number, referenceId: string): DeliveryItem => ({
      ...testItem({ type, user: { ...user, referenceId } }),
      orderingTimestampMs,
    });
    await write([testItem({ user })]);
    expect(await state()).toEqual({ state: 'active', reference_id: null });
    await write([at('deauth', 3000, 'm'), at('auth', 2000, 'm')]);
    await write([at('auth', 2500, 'late')]);
    expect(await state()).toEqual({ state: 'deauth', reference_id: 'm' });
    await write([at('auth', 4000, 'again'), testItem({ user })]);
    expect(await state()).toEqual({ state: 'active', reference_id: 'again' });
  });

  test('keeps the body byte for byte, and quotes and backslashes stay in their column', async () => {
    const nasty = `{"a":"\\u0000","q":"'); DROP TABLE terra_users; -- \\\\","big":1e400,"n":123456789012345678901234567890}`;
    const item = { ...testItem({ key: `'\\"; -- \\` }), body: Buffer.from(nasty) };
    expect(await write([item])).toEqual(['delivered']);
    expect(await target.rowsOf('SELECT payload FROM terra_data_payloads WHERE payload_id = ?', [item.key])).toEqual([
      { payload: nasty },
    ]);
  });

  test('keeps the first time of a record over its revisions', async () => {
    const item = testItem();
    await write([item]);
    await write([{ ...item, revision: 2, orderingTimestampMs: item.orderingTimestampMs + 5000, endTime: null }]);
    expect(
      await target.rowsOf('SELECT created_at, end_time, revision FROM terra_data_payloads WHERE payload_id = ?', [item.key]),
    ).toEqual([{ created_at: new Date(item.orderingTimestampMs).toISOString(), end_time: null, revision: '2' }]);
  });

  test('a row that cannot be stored falls alone, and an older revision of it in the batch has its turn', async () => {
    const user = testUser();
    const good = testItem({ user, key: 'k', revision: 1 });
    const bad = { ...good, revision: 2, startTime: 'x'.repeat(65) };
    const tooLong = testItem({ user: { userId: randomUUID() + randomUUID() } });
    expect(await write([good, bad, tooLong, testItem()])).toEqual(['delivered', 'payload 1406', 'payload 1406', 'delivered']);
    expect(await target.rowsOf('SELECT revision FROM terra_data_payloads WHERE user_id = ?', [user.userId])).toEqual([
      { revision: '1' },
    ]);
  });

  test('an event beyond max_allowed_packet is too large, alone; many that are so together are not', async () => {
    const [limit] = await target.rowsOf('SELECT @@global.max_allowed_packet AS bytes');
    const bytes = Number(limit?.['bytes']);
    await target.admin.query('SET GLOBAL max_allowed_packet = 1048576');
    try {
      const sized = (size: number): DeliveryItem => testItem({ extra: JSON.stringify('x'.repeat(size)) });
      const outcomes = await write([sized(1_100_000), ...Array.from({ length: 4 }, () => sized(600_000))]);
      expect(outcomes).toEqual(['payload TOO_LARGE', 'delivered', 'delivered', 'delivered', 'delivered']);
    } finally {
      await target.admin.query(`SET GLOBAL max_allowed_packet = ${bytes}`);
    }
  });

  test('a connection that was killed while nobody used it costs nothing; a dropped table is made again', async () => {
    const session = sql.open(config, io);
    const outcome = async () =>
      (await session.write([testItem()], never)).map((result) => (result.ok ? result.outcome : result.problem.kind));
    const kill = async (): Promise<void> => {
      for (const { id } of await target.rowsOf('SELECT id FROM information_schema.processlist WHERE user = ?', [config.username]))
        await target.admin.query(`KILL ${String(id)}`).catch(() => undefined);
    };
    for (let n = 0; n < 20; n++) {
      expect(await outcome()).toEqual(['delivered']);
      await kill();
    }
    await target.admin.query('DROP TABLE terra_data_payloads');
    expect(await outcome()).toEqual(['delivered']);
    await session.close();
  });

  test('each mistake in the set-up has its own word', async () => {
    const stranger = certificateAuthority().certificate;
    expect(await write([testItem()], { password: 'wrong' })).toEqual(['auth 1045']);
    expect(await write([testItem()], { database: 'nowhere' })).toEqual(['config 1044']);
    expect((await write([testItem()], { ca: stranger }))[0]).toMatch(/^config /);
    expect(await write([testItem()], { tls: 'require' })).toEqual(['delivered']);
    expect(await write([testItem()], { host: 'localhost' })).toEqual(['delivered']);
    expect(await lastOf({ password: 'wrong' })).toMatchObject({ name: 'log in', ok: false });
    expect(await lastOf({ database: 'nowhere' })).toMatchObject({ name: 'log in', ok: false });
    expect(await lastOf({ ca: stranger })).toMatchObject({ name: 'reach the server', ok: false });
    expect(await lastOf({})).toEqual({ name: 'write and delete a row', ok: true });
    expect(await target.rowsOf(`SELECT * FROM terra_misc_payloads WHERE data_type = 'check'`)).toEqual([]);
    await target.admin.query(`REVOKE DELETE ON ${config.database}.* FROM '${config.username}'@'%'`);
    expect(await lastOf({})).toMatchObject({ name: 'write and delete a row', ok: false });
  });

  test('shows its certificate to a server that asks for one', async () => {
    const { client } = await sharedMariadb();
    const { username } = config;
    await target.admin.query(`GRANT DELETE ON ${config.database}.* TO '${username}'@'%'`);
    await target.admin.query(`ALTER USER '${username}'@'%' REQUIRE X509`);
    expect((await write([testItem()]))[0]).toMatch(/^auth/);
    expect(await write([testItem()], { client_certificate: client.certificate, client_key: client.key })).toEqual(['delivered']);
  });
});
