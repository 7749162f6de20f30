import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { type DestinationId, newId } from '../../model/ids.js';
import { ByteBudget, type Grant } from './byte-budget.js';

const MB = 1 << 20;
const destinations = Array.from({ length: 6 }, () => newId<DestinationId>());
const [a, b, c] = destinations as [DestinationId, DestinationId, DestinationId];
const forever = new AbortController().signal;
const take = (budget: ByteBudget, owner: DestinationId, mb: number, least = 0) =>
  budget.take({ owner, leastBytes: least * MB, mostBytes: mb * MB }, forever);
/** What is granted at once; undefined = it waits. */
const now = (grant: Promise<Grant | null>): Promise<Grant | null | undefined> => Promise.race([grant, setTimeout(20, undefined)]);
async function taken(grant: Promise<Grant | null>): Promise<Grant> {
  const got = await now(grant);
  if (!got) throw new Error('not granted at once');
  return got;
}

describe('bytes in hand', () => {
  it('are granted up to the limit, then what is left of it, then nothing before something comes back', async () => {
    const budget = new ByteBudget(10 * MB);
    const first = await taken(take(budget, a, 6));
    expect([first.bytes, (await taken(take(budget, a, 6))).bytes]).toEqual([6 * MB, 4 * MB]);
    const third = take(budget, a, 6);
    expect(await now(third)).toBeUndefined();
    first.release();
    first.release();
    expect((await taken(third)).bytes).toBe(6 * MB);
    expect(budget.used).toBe(10 * MB);
  });

  it('are always there in a little for who has nothing, and for one item that is larger than all of it', async () => {
    const budget = new ByteBudget(10 * MB);
    await taken(take(budget, a, 10));
    expect((await taken(take(budget, b, 10))).bytes).toBe(MB);
    const large = await taken(take(budget, c, 64, 64));
    expect(large.bytes).toBe(64 * MB);
    const again = take(budget, c, 64, 64);
    expect(await now(again)).toBeUndefined();
    large.release();
    expect((await taken(again)).bytes).toBe(64 * MB);
  });

  it('go to who has the least; a large one that does not fit yet holds up nobody, and has its turn', async () => {
    const budget = new ByteBudget(10 * MB);
    const [a1, a2] = [await taken(take(budget, a, 4)), await taken(take(budget, a, 4))];
    const b1 = await taken(take(budget, b, 2));
    const large = take(budget, a, 9, 9);
    const small = take(budget, b, 2);
    a1.release();
    expect((await taken(small)).bytes).toBe(2 * MB);
    expect(await now(large)).toBeUndefined();
    b1.release();
    (await small)?.release();
    a2.release();
    expect((await taken(large)).bytes).toBe(9 * MB);
  });

  it('are not waited for any more by who is stopped', async () => {
    const budget = new ByteBudget(MB);
    const first = await taken(take(budget, a, 1));
    const stop = new AbortController();
    const waiting = budget.take({ owner: a, leastBytes: MB, mostBytes: MB }, stop.signal);
    stop.abort();
    expect(await waiting).toBeNull();
    first.release();
    expect(budget.used).toBe(0);
  });

  it('that turn out to be more are counted at once', async () => {
    const budget = new ByteBudget(10 * MB);
    const first = await taken(take(budget, a, 6));
    first.grow(12 * MB);
    first.grow(3 * MB);
    expect(budget.used).toBe(12 * MB);
    expect((await taken(take(budget, b, 6))).bytes).toBe(MB);
    first.release();
    expect(budget.used).toBe(MB);
  });

  it('never wait in a circle, and never go far above the limit', async () => {
    const limit = 8 * MB;
    const budget = new ByteBudget(limit);
    let most = 0;
    const loop = async (owner: DestinationId, seed: number): Promise<void> => {
      for (let n = 0; n < 60; n++) {
        const grant = await take(budget, owner, ((seed * 31 + n * 17) % 12) + 1, (n + seed) % 3);
        most = Math.max(most, budget.used);
        await setTimeout((n + seed) % 3);
        grant?.release();
      }
    };
    await Promise.all(destinations.flatMap((owner, index) => [loop(owner, index), loop(owner, index + 7)]));
    expect(budget.used).toBe(0);
    expect(most).toBeGreaterThan(limit / 2);
    // Of each destination at most one item beyond it.
    expect(most).toBeLessThanOrEqual(limit + destinations.length * 2 * MB);
  });
});
