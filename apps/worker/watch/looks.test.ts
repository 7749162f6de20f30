import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { Looks, type LooksOptions } from './looks.js';

const QUIET_MS = 300;
const all: Looks[] = [];
afterEach(() => {
  for (const looks of all.splice(0)) looks.close();
});

/** With the times of its looks, in milliseconds from the start. */
function looksOf(more: Partial<LooksOptions> = {}) {
  const startMs = performance.now();
  const at: number[] = [];
  const since = new Set<number>();
  const errors: unknown[] = [];
  const looks = new Looks({
    settledMs: 600,
    quietMs: QUIET_MS,
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
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs) {
      looks.heard();
      await sleep(40);
    }
  };
  return { looks, at, since, errors, record };
}

test('looks when a device begins, when it has ended, and when what it recorded is whole; then no more', async () => {
  const { at, since, record } = looksOf();
  await sleep(100);
  expect(at).toEqual([]);
  await record(400);
  expect(at).toHaveLength(1);
  await sleep(QUIET_MS + 150);
  expect(at).toHaveLength(2);
  await sleep(1_000);
  expect(at).toHaveLength(3);
  expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThan(250);
  // All of them ask who has worn it since it began.
  expect(since.size).toBe(1);
});

test('one look at the end is enough when a record is whole at once', async () => {
  const { at, record } = looksOf({ settledMs: 0 });
  await record(50);
  await sleep(QUIET_MS + 700);
  expect(at).toHaveLength(2);
});

test('looks now and then while it records, for late parts, and at once when it begins again', async () => {
  const { at, since, record } = looksOf({ everyMs: 200 });
  await record(700);
  expect(at.length).toBeGreaterThanOrEqual(3);
  expect(at.length).toBeLessThanOrEqual(5);
  await sleep(QUIET_MS + 100);
  const before = at.length;
  await record(60);
  expect(at).toHaveLength(before + 1);
  expect(since.size).toBe(1);
});

test('one that came too early is made up for, once', async () => {
  const answers = [200, 0];
  let asked = 0;
  const { record } = looksOf({ look: () => Promise.resolve(answers[asked++] ?? 0) });
  await record(100);
  expect(asked).toBe(1);
  await sleep(160);
  expect(asked).toBe(2);
});

test('an error is told and ends nothing', async () => {
  const { errors, record } = looksOf({ look: () => Promise.reject(new Error('away')) });
  await record(60);
  await sleep(QUIET_MS + 100);
  expect(errors).toHaveLength(2);
});
