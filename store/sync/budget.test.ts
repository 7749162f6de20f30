import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProviderAppId, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Database, openDatabase } from '../database.js';
import { RateBudget } from './budget.js';

let database: TestDatabase;
let db: Database;
let budget: RateBudget;
let number = 0;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 16, name: 'test', onError: () => undefined });
  budget = new RateBudget(db);
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

/** Refills so slowly that nothing comes back during a test. */
const bucket = (capacity: number, perSecond = 0.001) => ({ key: `app:test:${number++}`, capacity, perSecond, reserve: 0 });
const takes = async (...args: Parameters<RateBudget['take']>): Promise<number | 'taken'> => {
  try {
    await budget.take(...args);
    return 'taken';
  } catch (error) {
    if (error instanceof Problem && error.kind === 'rate_limited') return error.retryAfterMs ?? -1;
    throw error;
  }
};
/** As if so much time had passed for it. */
const pass = ({ key }: { readonly key: string }, ms: number) =>
  db.query(
    `UPDATE rate_budget SET refilled_at = refilled_at - $2 * interval '1 ms', blocked_until = blocked_until - $2 * interval '1 ms' WHERE key = $1`,
    [key, ms],
  );

describe('a budget', () => {
  it('whose limit is changed keeps its share: what is left is neither hours away nor more than there is', async () => {
    const small = bucket(100);
    expect(await takes([small], 60)).toBe('taken');
    // Raised a thousandfold, with a fifth kept back for others.
    const large = { ...small, capacity: 100_000, reserve: 20_000 };
    expect(await takes([large], 1_000)).toBe('taken');
    expect(await takes([small], 41)).not.toBe('taken');
  });

  it.each([
    ['that is new', false],
    ['that is known', true],
  ] as const)('%s gives exactly what it holds to fifty at once', async (_, known) => {
    const [one, two] = [bucket(20), bucket(35)];
    if (known) expect(await takes([one, two], 0)).toBe('taken');
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => takes(n % 2 === 0 ? [one, two] : [two, one], 1)));
    expect(all.filter((answer) => answer === 'taken')).toHaveLength(20);
  });

  it('is used by a backfill down to its reserve, which live work gets', async () => {
    const shared = bucket(10);
    const backfill = { ...shared, reserve: 2 };
    expect(await takes([backfill], 8)).toBe('taken');
    expect(await takes([backfill], 1)).not.toBe('taken');
    expect(await takes([shared], 2)).toBe('taken');
    // One that asks for more than it may ever have gets what it may have.
    expect(await takes([{ ...bucket(10), reserve: 2 }], 20)).toBe('taken');
  });

  it('that is blocked can be opened by an operator', async () => {
    const app = newId<ProviderAppId>();
    const one = { ...bucket(10), key: `app:${app}:0` };
    await budget.block([one.key], 60_000);
    expect(await takes([one], 1)).toBeGreaterThan(50_000);
    expect(await budget.lift({ app })).toBe(1);
    expect(await budget.lift({ app })).toBe(0);
    await db.query(`UPDATE rate_budget SET tokens = 10 WHERE key = $1`, [one.key]);
    expect(await takes([one], 1)).toBe('taken');
  });

  it('takes from every bucket or from none', async () => {
    const [wide, narrow] = [bucket(10), bucket(1)];
    expect(await takes([wide, narrow], 1)).toBe('taken');
    expect(await takes([wide, narrow], 1)).not.toBe('taken');
    expect(await takes([wide], 9)).toBe('taken');
    expect(await takes([wide], 1)).not.toBe('taken');
  });

  it('says when to come again, and has refilled by then, never above what it holds', async () => {
    const slow = bucket(4, 0.01);
    expect(await takes([slow], 4)).toBe('taken');
    const waitMs = Number(await takes([slow], 2));
    expect(waitMs).toBeGreaterThan(150_000);
    expect(waitMs).toBeLessThanOrEqual(200_000);
    await pass(slow, waitMs);
    expect(await takes([slow], 2)).toBe('taken');
    await pass(slow, 3_600_000);
    expect(await takes([slow], 4)).toBe('taken');
    expect(await takes([slow], 1)).not.toBe('taken');
  });

  it('that is asked for more than it can ever hold takes all of it: never would be the alternative', async () => {
    const small = bucket(5, 1);
    expect(await takes([small], 60)).toBe('taken');
    expect(await takes([small], 60)).toBeGreaterThan(0);
  });

  it('without buckets is no limit', async () => {
    expect(await takes([], 1_000_000)).toBe('taken');
  });
});

describe('a provider that said to wait', () => {
  it('is not asked before that, whether its bucket is known or not; the longer wait counts', async () => {
    for (const known of [true, false]) {
      const blocked = bucket(100, 1_000);
      if (known) await budget.take([blocked], 1);
      await budget.block([blocked.key], 60_000);
      await budget.block([blocked.key], 100);
      const waitMs = await takes([blocked], 1);
      expect(waitMs).toBeGreaterThan(40_000);
      expect(waitMs).toBeLessThanOrEqual(60_000);
    }
  });

  it('is asked again afterwards', async () => {
    const blocked = bucket(100, 1_000);
    await budget.take([blocked], 1);
    await budget.block([blocked.key], 60_000);
    expect(await takes([blocked], 1)).not.toBe('taken');
    await pass(blocked, 60_000);
    expect(await takes([blocked], 1)).toBe('taken');
  });
});
