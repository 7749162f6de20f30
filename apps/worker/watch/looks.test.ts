import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Looks, type LooksOptions } from './looks.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const all: Looks[] = [];
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  for (const looks of all.splice(0)) looks.close();
  jest.useRealTimers();
});
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** With the times of its looks, in milliseconds from the start. */
function looksOf(more: Partial<LooksOptions> = {}) {
  const startMs = performance.now();
  const at: number[] = [];
  const since = new Set<number>();
  const errors: unknown[] = [];
  const looks = new Looks({
    settledMs: 10 * MINUTE_MS,
    onError: (error) => errors.push(error),
    look: (from) => {
      at.push(performance.now() - startMs);
      since.add(from.getTime());
      return Promise.resolve(0);
    },
    ...more,
  });
  all.push(looks);
  const record = async (forMs: number): Promise<void> => {
    for (let ms = 0; ms < forMs; ms += SECOND_MS) {
      looks.heard();
      await pass(SECOND_MS);
    }
  };
  return { looks, at, since, errors, record };
}

test('looks when a device begins, when it has ended, and when what it recorded is whole; then no more', async () => {
  const { at, since, record } = looksOf();
  await pass(5 * SECOND_MS);
  expect(at).toEqual([]);
  await record(120 * SECOND_MS);
  await pass(60 * MINUTE_MS);
  // The last sample came at 124 s: a minute of quiet, then ten minutes and a margin.
  expect(at).toEqual([5_000, 184_000, 729_000]);
  // All of them ask who has worn it since it began.
  expect(since.size).toBe(1);
});

test('one look at the end is enough when a record is whole at once', async () => {
  const { at, record } = looksOf({ settledMs: 0 });
  await record(10 * SECOND_MS);
  await pass(60 * MINUTE_MS);
  expect(at).toEqual([0, 69_000]);
});

test('looks now and then while it records, for late parts, and at once when it begins again', async () => {
  const { at, since, record } = looksOf();
  await record(11 * MINUTE_MS);
  expect(at).toEqual([0, 300_000, 600_000]);
  await pass(2 * MINUTE_MS);
  expect(at.slice(3)).toEqual([719_000]);
  await record(SECOND_MS);
  expect(at.slice(4)).toEqual([780_000]);
  expect(since.size).toBe(1);
});

test('one that came too early is made up for, once', async () => {
  const answers = [20 * SECOND_MS, 0];
  let asked = 0;
  const { record } = looksOf({ look: () => Promise.resolve(answers[asked++] ?? 0) });
  await record(10 * SECOND_MS);
  expect(asked).toBe(1);
  await record(30 * SECOND_MS);
  expect(asked).toBe(2);
});

test('an error is told and ends nothing', async () => {
  const { errors, record } = looksOf({ look: () => Promise.reject(new Error('away')) });
  await record(10 * SECOND_MS);
  expect(errors).toHaveLength(1);
  // Again a minute later, and at the end of the record.
  await pass(2 * MINUTE_MS);
  expect(errors.length).toBeGreaterThanOrEqual(2);
});
