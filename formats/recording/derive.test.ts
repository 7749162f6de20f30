import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withDerived } from './derive.js';
import { haversineMeters } from './distance.js';
import type { Channel, Recording, Samples, Totals } from './recording.js';
import { NO_TOTALS } from './recording.js';
import { anyPauses, anySamples, anyTotals, recordingWith, samplesAt } from './recording.fixture.js';

const totalsOf = (samples: Samples, given: Partial<Recording> = {}): Totals =>
  withDerived(recordingWith({ ...given, samples })).totals;
const seconds = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const only = ({ micros, channels }: Samples, ...names: Channel[]): Samples => ({
  micros,
  channels: Object.fromEntries(Object.entries(channels).filter(([name]) => names.some((one) => one === name))),
});

describe('distance', () => {
  test('is what the counter rose, also where it was set back', () => {
    expect(totalsOf(samplesAt(seconds(4), { distanceMeters: [10, 20, null, 35.5] })).distanceMeters).toBe(25.5);
    expect(totalsOf(samplesAt(seconds(5), { distanceMeters: [100, 150, 0, 30, 70] })).distanceMeters).toBe(120);
    expect(totalsOf(samplesAt([0], { distanceMeters: [100] })).distanceMeters).toBeNull();
  });

  test('goes before positions, and positions before speed', () => {
    const samples = samplesAt(seconds(2), {
      distanceMeters: [0, 7],
      latitudeDegrees: [0.5, 0.5],
      longitudeDegrees: [10, 10.001],
      speedMetersPerSecond: [5, 9],
    });
    expect(totalsOf(samples).distanceMeters).toBe(7);
    expect(totalsOf(only(samples, 'latitudeDegrees', 'longitudeDegrees', 'speedMetersPerSecond')).distanceMeters).toBe(111.19);
    expect(totalsOf(only(samples, 'speedMetersPerSecond')).distanceMeters).toBe(5);
  });

  test('over the ground: known ways, over the antimeridian, not by 0/0, not through a pause', () => {
    // Zurich to Berne, by the usual calculators.
    expect(haversineMeters(47.3769, 8.5417, 46.948, 7.4474) / 1000).toBeCloseTo(95.5, 0);
    expect(haversineMeters(0, 179.999, 0, -179.999)).toBeCloseTo(222.39, 1);
    const positions = { latitudeDegrees: [47, 0, 47, 47.1], longitudeDegrees: [8, 0, 8, 8] };
    const samples = samplesAt([0, 1, 2, 60], positions);
    expect(totalsOf(samples).distanceMeters).toBeCloseTo(11_119.5, 0);
    expect(totalsOf(samples, { pauses: [{ startMicros: 3e6, endMicros: 50e6 }] }).distanceMeters).toBe(0);
  });
});

describe('work, speed and time', () => {
  test('power stands until the next sample, zeros count, silence above 10 s does not', () => {
    const samples = samplesAt([0, 1, 2, 12, 23, 24], { powerWatts: [100, 0, 50, 200, 300, 999] });
    expect(totalsOf(samples)).toMatchObject({ workJoules: 100 + 50 * 10 + 300, maxPowerWatts: 999, avgPowerWatts: 274.8 });
  });

  test('a pause is no time of work', () => {
    const samples = samplesAt([0, 61], { powerWatts: [100, 100] });
    expect(totalsOf(samples).workJoules).toBe(0);
    const paused = totalsOf(samples, { pauses: [{ startMicros: 1e6, endMicros: 61e6 }] });
    expect(paused).toMatchObject({ workJoules: 100, elapsedSeconds: 61, timerSeconds: 1 });
  });

  test('moving is with speed', () => {
    const samples = samplesAt(seconds(5), { speedMetersPerSecond: [3, 0, 0.4, 5, 5] });
    expect(totalsOf(samples)).toMatchObject({
      movingSeconds: 2,
      elapsedSeconds: 4,
      timerSeconds: null,
      maxSpeedMetersPerSecond: 5,
    });
  });

  test('mean speed is distance over the recorder’s clock', () => {
    const samples = samplesAt([0, 100], { distanceMeters: [0, 500] });
    expect(totalsOf(samples).avgSpeedMetersPerSecond).toBe(5);
    expect(totalsOf(samples, { pauses: [{ startMicros: 1e6, endMicros: 51e6 }] }).avgSpeedMetersPerSecond).toBe(10);
    expect(totalsOf(samplesAt([0, 0], { distanceMeters: [0, 5] })).avgSpeedMetersPerSecond).toBeNull();
  });

  test('mean speed goes by the moving time of a source that tells no other clock', () => {
    const mean = (given: Parameters<typeof recordingWith>[0]) => withDerived(recordingWith(given)).totals.avgSpeedMetersPerSecond;
    const totals = { ...NO_TOTALS, movingSeconds: 50, distanceMeters: 500 };
    expect(mean({ totals })).toBe(10);
    expect(mean({ totals: { ...totals, elapsedSeconds: 100 } })).toBe(10);
    expect(mean({ totals: { ...totals, timerSeconds: 25 } })).toBe(20);
    expect(mean({ totals: { ...totals, elapsedSeconds: 100 }, derived: ['movingSeconds'] })).toBe(5);
  });
});

describe('climbing', () => {
  const climb = (heights: readonly number[]): (number | null)[] => {
    const { ascentMeters, descentMeters } = totalsOf(samplesAt(seconds(heights.length), { altitudeMeters: heights }));
    return [ascentMeters, descentMeters];
  };
  const hill = seconds(2000).map((s) => 500 + 100 * Math.sin(s / 200));

  test('a hill up and down, with a sensor that flickers or not', () => {
    const [up, down] = climb(hill);
    // Up 100, down 200, up 200, down what is left of the last quarter.
    expect(up).toBeCloseTo(300, -1);
    expect(down).toBeCloseTo(200 + 100 - 100 * Math.sin(1999 / 200), -2);
    const [noisy] = climb(hill.map((height, i) => height + (i % 2) * 0.8));
    expect(Math.abs((noisy ?? 0) - (up ?? 0))).toBeLessThan(3);
  });

  test('the flat has none, whatever its altitude; one sample tells nothing', () => {
    expect(climb(seconds(100).map((s) => -3 + (s % 2) * 0.6))).toEqual([0, 0]);
    expect(climb([500])).toEqual([null, null]);
  });
});

describe('what means what', () => {
  test('a heart rate of 0 is none, power and cadence of 0 are', () => {
    const zeros = [0, 100, 0, 140];
    const totals = totalsOf(samplesAt(seconds(4), { heartRateBpm: zeros, powerWatts: zeros, cadenceRpm: zeros }));
    expect(totals).toMatchObject({ avgHeartRateBpm: 120, minHeartRateBpm: 100, maxHeartRateBpm: 140 });
    expect(totals).toMatchObject({ avgPowerWatts: 60, avgCadenceRpm: 60, maxCadenceRpm: 140 });
    expect(totalsOf(samplesAt([0, 1], { heartRateBpm: [0, 0] })).avgHeartRateBpm).toBeNull();
  });

  test('calories, normalized power and stress are never reckoned', () => {
    fc.assert(
      fc.property(anySamples, anyPauses, (samples, pauses) => {
        const { energyKilocalories, normalizedPowerWatts, trainingStressScore } = totalsOf(samples, { pauses });
        expect([energyKilocalories, normalizedPowerWatts, trainingStressScore]).toEqual([null, null, null]);
      }),
    );
  });

  test('claims are kept, what is filled in is named, and nothing else', () => {
    fc.assert(
      fc.property(anySamples, anyPauses, anyTotals, (samples, pauses, totals) => {
        const result = withDerived(recordingWith({ samples, pauses, totals }));
        for (const key of Object.keys(NO_TOTALS) as (keyof Totals)[]) {
          const value = result.totals[key];
          if (totals[key] !== null) expect(value).toBe(totals[key]);
          expect(result.derived.includes(key)).toBe(totals[key] === null && value !== null);
          if (value !== null) expect(Number.isFinite(value)).toBe(true);
        }
        const again = withDerived(recordingWith({ samples, pauses, ...result }));
        expect(again).toEqual(result);
      }),
    );
  });
});

describe('laws', () => {
  const close = (one: number | null, other: number | null, scale: number, step: number): void => {
    expect(one === null).toBe(other === null);
    if (one !== null && other !== null)
      expect(Math.abs(one * scale - other)).toBeLessThanOrEqual((scale + 1) * step + Math.abs(other) * 1e-9);
  };

  test('twice the power is twice the work; twice the counter twice the way', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 2, max: 9 }), (samples, factor) => {
        const times = (values: Float64Array | undefined) => (values ?? new Float64Array(0)).map((value) => value * factor);
        const { powerWatts, distanceMeters } = samples.channels;
        if (powerWatts === undefined || distanceMeters === undefined) return;
        const more = { powerWatts: times(powerWatts), distanceMeters: times(distanceMeters) };
        const before = totalsOf(only(samples, 'powerWatts', 'distanceMeters'));
        const after = totalsOf({ micros: samples.micros, channels: more });
        close(before.workJoules, after.workJoules, factor, 0.5);
        close(before.avgPowerWatts, after.avgPowerWatts, factor, 0.05);
        close(before.distanceMeters, after.distanceMeters, factor, 0.005);
      }),
    );
  });

  test('a sample told twice changes nothing', () => {
    fc.assert(
      fc.property(anySamples, fc.nat(), anyPauses, (samples, at, pauses) => {
        const place = samples.micros.length === 0 ? 0 : at % samples.micros.length;
        // Of several at one instant the last counts, and only that one may stand twice.
        if (samples.micros[place + 1] === samples.micros[place]) return;
        const twice = (values: Float64Array): Float64Array =>
          Float64Array.from([...values.slice(0, place + 1), ...values.slice(place)]);
        const doubled: Samples = {
          micros: twice(samples.micros),
          channels: Object.fromEntries(Object.entries(samples.channels).map(([name, values]) => [name, twice(values)])),
        };
        const { ascentMeters, descentMeters, ...rest } = totalsOf(doubled, { pauses });
        expect({ ascentMeters, descentMeters, ...rest }).toEqual(totalsOf(samples, { pauses }));
      }),
    );
  });

  test('rows without any value change nothing but the time', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const gaps = (values: Float64Array): Float64Array => Float64Array.from([...values].flatMap((value) => [value, NaN]));
        const wide: Samples = {
          micros: Float64Array.from([...samples.micros].flatMap((micros) => [micros, micros])),
          channels: Object.fromEntries(Object.entries(samples.channels).map(([name, values]) => [name, gaps(values)])),
        };
        expect(totalsOf(wide)).toEqual(totalsOf(samples));
      }),
    );
  });

  test('a ride ridden backwards is as long over the ground', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const last = samples.micros.at(-1) ?? 0;
        const ground = only(samples, 'latitudeDegrees', 'longitudeDegrees');
        if (new Set(samples.micros).size < samples.micros.length) return;
        const back: Samples = {
          micros: samples.micros.map((micros) => last - micros).reverse(),
          channels: Object.fromEntries(Object.entries(ground.channels).map(([name, values]) => [name, values.slice().reverse()])),
        };
        close(totalsOf(ground).distanceMeters, totalsOf(back).distanceMeters, 1, 0.01);
      }),
    );
  });
});
