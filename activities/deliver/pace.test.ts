import { expect, it } from '@jest/globals';
import { Pace } from './pace.js';

const MB = 1 << 20;

it('claims more and more while it is written fast, and two seconds’ worth of what is slow', () => {
  const pace = Pace.of(null, 200, 24 * MB);
  const limit = (): number => pace.rowsIn(24 * MB);
  const seen = [limit()];
  for (const ms of [50, 60, 90, 90]) {
    pace.wrote(limit(), ms);
    seen.push(limit());
  }
  expect(seen).toEqual([32, 64, 128, 200, 200]);
  pace.wrote(200, 8_000);
  expect(limit()).toBe(50);
  // Not less than what may be in flight at once.
  pace.wrote(50, 80_000);
  expect(limit()).toBe(32);
});

it('begins with what may be in flight at once', () => {
  expect(Pace.of(1, 200, 24 * MB).rowsIn(24 * MB)).toBe(1);
});

it('wants memory for as many as it knows them to be large, and claims what fits into what it gets, at least one', () => {
  const pace = Pace.of(null, 200, 24 * MB);
  expect(pace.wish).toEqual({ leastBytes: MB / 32, mostBytes: MB });
  pace.claimed(32, 32 * 2 * MB);
  expect(pace.wish).toEqual({ leastBytes: 2 * MB, mostBytes: 24 * MB });
  expect([pace.rowsIn(24 * MB), pace.rowsIn(5 * MB), pace.rowsIn(MB)]).toEqual([12, 2, 1]);
  pace.claimed(12, 12 * 50 * MB);
  expect(pace.wish).toEqual({ leastBytes: 24 * MB, mostBytes: 24 * MB });
  pace.claimed(1, 0);
  expect(pace.rowsIn(MB)).toBe(32);
});
