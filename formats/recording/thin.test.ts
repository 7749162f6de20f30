import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Samples } from './recording.js';
import { anySamples, samplesAt } from './recording.fixture.js';
import { rowsToDraw } from './thin.js';

const isAscending = (rows: Int32Array): boolean => rows.every((row, i) => i === 0 || row > (rows[i - 1] ?? -1));

it('gives so many rows at most, in order, with the first and the last', () => {
  fc.assert(
    fc.property(anySamples, fc.integer({ min: 10, max: 60 }), (samples, most) => {
      const rows = rowsToDraw(samples, most);
      const all = samples.micros.length;
      expect(rows.length).toBeLessThanOrEqual(most);
      expect(isAscending(rows)).toBe(true);
      if (all <= most) expect(rows).toHaveLength(all);
      else expect([rows[0], rows.at(-1)]).toEqual([0, all - 1]);
    }),
  );
});

it('keeps peaks of one row, also between gaps', () => {
  const seconds = Array.from({ length: 5_000 }, (_, second) => second);
  const samples: Samples = samplesAt(seconds, {
    powerWatts: seconds.map((second) => (second === 3_333 ? 1_500 : second % 2 === 0 ? 200 : null)),
    heartRateBpm: seconds.map((second) => (second === 777 ? 40 : 150)),
  });
  const rows = rowsToDraw(samples, 200);
  expect([...rows]).toEqual(expect.arrayContaining([777, 3_333]));
  expect(rows.length).toBeGreaterThan(50);
});
