import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CircuitPolicy, cooldownMs, countsAgainstTarget, opensAtOnce } from './circuit.js';
import { PROBLEM_KINDS, type ProblemKind } from './problem.js';

const policy: CircuitPolicy = { failures: 20, cooldownMs: 30_000, maxCooldownMs: 600_000, disableAfterMs: 86_400_000 };
const KINDS = Object.keys(PROBLEM_KINDS) as ProblemKind[];

describe('the cooldown of a circuit', () => {
  it('doubles with each failed probe up to its limit', () => {
    expect([20, 21, 22, 23, 24, 25, 26].map((failures) => cooldownMs(failures, policy))).toEqual(
      [30, 60, 120, 240, 480, 600, 600].map((seconds) => seconds * 1000),
    );
  });

  it('is a finite wait between the first and the longest, whatever has been counted, and never gets shorter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (failures) => {
        const waitMs = cooldownMs(failures, policy);
        expect(waitMs).toBeGreaterThanOrEqual(policy.cooldownMs);
        expect(waitMs).toBeLessThanOrEqual(policy.maxCooldownMs);
        expect(cooldownMs(failures + 1, policy)).toBeGreaterThanOrEqual(waitMs);
      }),
    );
  });
});

it('is opened by trouble of the target, not of an item, and not by our own stop', () => {
  expect(KINDS.filter(countsAgainstTarget).sort()).toEqual(['auth', 'config', 'rate_limited', 'transient']);
  expect(KINDS.filter(opensAtOnce).sort()).toEqual(['auth', 'config']);
});
