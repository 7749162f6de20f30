import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../test/support/servers/postgres.js';
import { type Database, openDatabase } from './database.js';
import { Listener, Waker } from './wake.js';
import { until } from '../test/support/until.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createDatabase({ template: null });
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

describe('waking', () => {
  let waker: Waker;
  let client: pg.Client;
  let heard: pg.Notification[];
  const errors: unknown[] = [];
  beforeEach(async () => {
    heard = [];
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    client.on('notification', (one) => heard.push(one));
    await client.query('LISTEN freehub_inbox; LISTEN freehub_delivery');
    waker = new Waker(db, (error) => errors.push(error));
  });
  afterEach(async () => {
    waker.close();
    await client.end();
  });

  const told = (channel: string): (string | undefined)[] =>
    heard.filter((one) => one.channel === `freehub_${channel}`).map(({ payload }) => payload);

  it('tells the first at once and what comes meanwhile together', async () => {
    for (let n = 0; n < 50; n++) waker.wake('delivery', [`d${n % 5}`]);
    waker.wake('inbox');
    await until('both', () => told('delivery').length === 2 && told('inbox').length === 1);
    waker.wake('delivery', ['later']);
    await until('the last', () => told('delivery').includes('later'));
    expect(told('delivery')).toEqual(['d0', 'd1,d2,d3,d4,d0', 'later']);
    expect(told('inbox')).toEqual(['']);
  });

  it('asks a slow database once at a time, and tells in order', async () => {
    const slow = new pg.Pool({ connectionString: database.url, max: 1 });
    const occupied = await slow.connect();
    const patient = new Waker(slow, (error) => errors.push(error));
    for (const id of ['a', 'b', 'c']) {
      patient.wake('delivery', [id]);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(slow.waitingCount).toBe(1);
    // But one that hangs does not keep later ones for long.
    await until('a second wake', () => slow.waitingCount === 2);
    occupied.release();
    await until('both', () => told('delivery').length === 2);
    expect(told('delivery')).toEqual(['a', 'b,c']);
    patient.close();
    await slow.end();
  });

  it('of more than fits, or of all, means all', async () => {
    waker.wake(
      'delivery',
      Array.from({ length: 200 }, (_, n) => `${n}`.padStart(36, '0')),
    );
    waker.wake('delivery', ['one']);
    waker.wake('delivery');
    await until('both', () => told('delivery').length === 2);
    expect(told('delivery')).toEqual(['', '']);
  });

  it('that fails is told and harms nobody', async () => {
    const away = new pg.Pool({ connectionString: 'postgres://u:p@127.0.0.1:1/x' });
    const broken = new Waker(away, (error) => errors.push(error));
    broken.wake('inbox');
    await until('the error', () => errors.length === 1);
    broken.close();
    await away.end();
  });
});

describe('listening', () => {
  it('looks once at the start, hears ids, and comes back after its connection was cut', async () => {
    const heard: (readonly string[])[] = [];
    const errors: unknown[] = [];
    const listener = new Listener(database.url, { delivery: (ids) => heard.push(ids) }, (error) => errors.push(error));
    await listener.start();
    expect(heard).toEqual([[]]);
    const waker = new Waker(db, (error) => errors.push(error));
    waker.wake('delivery', ['a', 'b']);
    waker.wake('inbox');
    await until('the ids', () => heard.length === 2);
    expect(heard[1]).toEqual(['a', 'b']);
    for (let cut = 1; cut <= 2; cut++) {
      const before = heard.length;
      await db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'freehub-listen' AND datname = current_database()`,
      );
      // It looks by itself once it is back: what was notified meanwhile is lost.
      await until('the listener is back', () => heard.length > before);
      expect(heard.at(-1)).toEqual([]);
      expect(errors).toHaveLength(cut);
      waker.wake('delivery', [`after-${cut}`]);
      await until('the id', () => heard.at(-1)?.[0] === `after-${cut}`);
    }
    waker.close();
    await listener.close();
    const { rows } = await db.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'freehub-listen' AND datname = current_database()`,
    );
    expect(rows).toEqual([]);
  });

  it('begins when the database comes, and ends while it is away', async () => {
    const errors: unknown[] = [];
    const listener = new Listener('postgres://u:p@127.0.0.1:1/x', { inbox: () => undefined }, (error) => errors.push(error));
    await listener.start();
    await until('a second try', () => errors.length >= 2);
    await listener.close();
    const tries = errors.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(errors).toHaveLength(tries);
  });
});
