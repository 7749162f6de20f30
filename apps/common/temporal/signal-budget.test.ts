import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SignalBudget } from './signal-budget.js';

let nowMs: number;
let budget: SignalBudget;
const now = (): number => nowMs;
beforeEach(() => {
  nowMs = 0;
  budget = new SignalBudget({ startPerSecond: 5, now });
});
/** As many as it gives at once. */
const takeAll = (): number => {
  let taken = 0;
  while (budget.tryTake()) taken++;
  return taken;
};

describe('the budget of signals', () => {
  it('begins with a second of them, and gives as many each second', () => {
    expect(takeAll()).toBe(5);
    nowMs += 1_000;
    expect(takeAll()).toBeGreaterThanOrEqual(4);
  });

  it('does not save up: after a quiet hour there is one second of its rate', () => {
    nowMs += 3_600_000;
    expect(takeAll()).toBe(50);
  });

  it('grows slowly while all goes well, up to its limit', () => {
    nowMs += 10_000;
    budget.tryTake();
    expect(budget.perSecond).toBeCloseTo(6);
    nowMs += 10_000_000;
    budget.tryTake();
    expect(budget.perSecond).toBe(50);
  });

  it('is halved when a signal went unanswered, at most once a second, and never to nothing', () => {
    for (let row = 0; row < 100; row++) budget.relieved();
    expect(budget.perSecond).toBe(2.5);
    expect(takeAll()).toBe(2);
    for (let second = 0; second < 50; second++) {
      nowMs += 1_000;
      budget.relieved();
    }
    expect(budget.perSecond).toBe(0.2);
    // Still one every five seconds: it would never learn that things are well again.
    nowMs += 5_100;
    expect(budget.tryTake()).toBe(true);
  });

  it('shrinks in a surge, and comes back after it', () => {
    for (let ride = 0; ride < 1_000; ride++) {
      nowMs += 1;
      budget.tryTake();
    }
    expect(budget.perSecond).toBe(0.2);
    nowMs += 60_000;
    budget.tryTake();
    expect(budget.perSecond).toBeGreaterThan(5);
  });

  it('never gives more than its highest rate allows, whatever happens', () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: 3_000 }), relieved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        nowMs = 0;
        const one = new SignalBudget({ startPerSecond: 5, now });
        let taken = 0;
        for (const { afterMs, relieved } of steps) {
          nowMs += afterMs;
          if (relieved) one.relieved();
          if (one.tryTake()) taken++;
          expect(one.perSecond).toBeGreaterThanOrEqual(0.2);
          expect(one.perSecond).toBeLessThanOrEqual(50);
        }
        expect(taken).toBeLessThanOrEqual(5 + 50 * (nowMs / 1_000 + 1));
      }),
    );
  });
});
