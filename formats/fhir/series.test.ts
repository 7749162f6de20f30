import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gridsOf, MAX_GRIDS, onGrid } from './grid.js';
import { sampledText } from './sampled-data.js';
import { seriesOf } from './series.js';
import { recording, samples, upTo } from './testing/recordings.js';

const micros = (...seconds: readonly number[]): Float64Array => Float64Array.from(seconds, (second) => second * 1e6);
const gridded = (seconds: readonly number[], values: readonly number[]): readonly (readonly number[])[] =>
  gridsOf(micros(...seconds)).map((grid) => Array.from(onGrid(Float64Array.from(values), grid) ?? []));

describe('the grid', () => {
  it('leaves empty seconds empty', () => {
    expect(gridded([0, 1, 4], [7, 8, 9])).toEqual([[7, 8, NaN, NaN, 9]]);
  });

  it('puts a sample into the second it is nearest to, and keeps the nearest', () => {
    expect(gridded([0, 0.9, 1.1, 1.9, 3.4], [1, 2, 3, 4, 5])).toEqual([[1, 3, 4, 5]]);
    expect(gridded([0, 0.1, 0.2, 0.9, 1, 1.1], [1, 2, 3, 4, 5, 6])).toEqual([[1, 5]]);
  });

  it('takes the last of two at the same instant, but never a gap', () => {
    expect(gridded([0, 0, 1, 1], [1, 2, 3, NaN])).toEqual([[2, 3]]);
  });

  it('ends where nothing was recorded for more than five minutes', () => {
    expect(gridded([0, 300, 601], [1, 2, 3]).map((values) => values.length)).toEqual([301, 1]);
  });

  it('parts at the longest gaps when there are too many', () => {
    const seconds = Array.from({ length: 100 }, (_, i) => i * 400 + (i > 50 ? 5000 : 0));
    const grids = gridsOf(micros(...seconds));
    expect(grids).toHaveLength(MAX_GRIDS);
    expect(grids.some(({ from }) => from === 51)).toBe(true);
    expect(grids.at(-1)?.to).toBe(100);
  });

  it('refuses times that would fill the memory', () => {
    const seconds = Array.from({ length: 100 }, (_, i) => i * 1e6);
    expect(() => gridsOf(micros(...seconds))).toThrow(expect.objectContaining({ code: 'FHIR_SERIES_TOO_LONG' }));
  });
});

describe('the text of SampledData', () => {
  it.each([
    [[120, 121, NaN, 123], '120 121 E 123', 1],
    [[0, -4.2, 83.1], '0 -42 831', 0.1],
    [[8.123], '8123', 0.001],
    [[1 / 3, -0.0001], '333 0', 0.001],
    [[1e21, 5e14], '1000000000000000000000 500000000000000', 1],
  ])('of %j', (values, text, factor) => {
    expect(sampledText(Float64Array.from(values))).toEqual({ text, factor });
  });

  it('reads back as what was written, to a thousandth', () => {
    const value = fc.oneof(
      fc.constant(NaN),
      fc.integer({ min: -500, max: 70_000 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const { text, factor } = sampledText(Float64Array.from(values));
        const back = text.split(' ').map((part) => (part === 'E' ? NaN : Number(part) * factor));
        expect(back.map(Number.isNaN)).toEqual(values.map(Number.isNaN));
        back.forEach((number, i) => {
          const written = values[i] ?? NaN;
          if (!Number.isNaN(number)) expect(Math.abs(number - written)).toBeLessThanOrEqual(0.000_500_01);
        });
      }),
    );
  });
});

describe('the series', () => {
  const of = (seconds: readonly number[], channels: Parameters<typeof samples>[1]) =>
    seriesOf(recording('ROAD_BIKING', {}, { samples: samples(seconds, channels) }));

  it('has one part for each stretch between long pauses, each from its own first second', () => {
    const [first, second] = of([...upTo(3), 1000.5, 1001.5], { heartRateBpm: () => 100 });
    const start = recording('ROAD_BIKING', {}).startMicros;
    expect([first?.startMicros, first?.endMicros]).toEqual([start, start + 2e6]);
    expect([second?.startMicros, second?.endMicros]).toEqual([start + 1000.5e6, start + 1001.5e6]);
    expect(second?.component[0]?.valueSampledData).toMatchObject({ period: 1000, factor: 1, dimensions: 1, data: '100 100' });
  });

  it('leaves out channels without any value, and parts without any channel', () => {
    expect(of(upTo(5), { heartRateBpm: () => NaN, latitudeDegrees: () => 1 })).toEqual([]);
    const parts = of([0, 1, 900], { heartRateBpm: (second) => (second < 500 ? 90 : NaN), powerWatts: () => 0 });
    expect(parts.map(({ component }) => component.map(({ code }) => code.text))).toEqual([['Heart rate', 'Power'], ['Power']]);
  });
});
