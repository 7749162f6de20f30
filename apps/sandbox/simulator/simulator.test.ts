import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeRider } from './rider.js';
import { simulateRide } from './ride.js';
import { atOneHertz, STREAM_KEYS } from './recording.js';
import { totalsOf } from './totals.js';
import { zonesOf } from './zones.js';

const rides = fc.record({ seed: fc.nat(1000), rider: fc.integer({ min: 1, max: 60 }), number: fc.integer({ min: 1, max: 500 }) });
const simulate = ({ seed, rider, number }: { seed: number; rider: number; number: number }) => ({
  athlete: makeRider(seed, rider),
  ...simulateRide(seed, makeRider(seed, rider), number, 'mixed'),
});
const known = (column: readonly (number | null)[] | undefined) => (column ?? []).filter((value) => value !== null);

describe('any ride', () => {
  test('is the same each time, and another for another number', () => {
    fc.assert(
      fc.property(rides, (ride) => {
        const { recording } = simulate(ride);
        expect(simulate(ride).recording).toEqual(recording);
        expect(simulate({ ...ride, number: ride.number + 1 }).recording.distance).not.toEqual(recording.distance);
      }),
      { numRuns: 12 },
    );
  });

  test('has columns of one length, time that rises and distance that never falls', () => {
    fc.assert(
      fc.property(rides, (ride) => {
        const { recording, setup } = simulate(ride);
        for (const key of STREAM_KEYS) expect([undefined, recording.time.length]).toContain(recording[key]?.length);
        expect(
          recording.time.every(
            (second, i) => Number.isInteger(second) && second > (recording.time[i - 1] ?? -1) && second < setup.seconds,
          ),
        ).toBe(true);
        expect(known(recording.distance).every((meters, i, all) => meters >= (all[i - 1] ?? 0))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('stays within what bodies and bicycles can do', () => {
    fc.assert(
      fc.property(rides, (ride) => {
        const { recording, athlete, setup } = simulate(ride);
        expect(known(recording.power).every((watts) => watts >= 0 && watts < athlete.ftpWatts * 3)).toBe(true);
        expect(known(recording.heartrate).every((bpm) => bpm >= athlete.restHrBpm && bpm <= athlete.maxHrBpm)).toBe(true);
        expect(known(recording.speed).every((speed) => speed >= 0 && speed <= 18)).toBe(true);
        expect(known(recording.cadence).every((rpm) => rpm === 0 || (rpm >= 45 && rpm <= 125))).toBe(true);
        const steepest = known(recording.altitude).map((meters, i, all) => Math.abs(meters - (all[i - 1] ?? meters)));
        expect(steepest.every((step) => step < 5) || recording.time.length < setup.seconds).toBe(true);
        if (setup.indoor) expect([recording.latlng, recording.altitude]).toEqual([undefined, undefined]);
      }),
      { numRuns: 40 },
    );
  });

  test('the track goes where the distance says', () => {
    const ride = Array.from({ length: 20 }, (_, i) => simulate({ seed: 5, rider: 1 + (i % 6), number: i + 1 })).find(
      ({ setup, athlete }) => !setup.indoor && !athlete.autoPause,
    );
    const places = (ride?.recording.latlng ?? []).filter((place) => place !== null);
    const meters = places.reduce((sum, [lat, lng], i) => {
      const [lat0, lng0] = places[i - 1] ?? [lat, lng];
      return sum + Math.hypot(lat - lat0, (lng - lng0) * Math.cos((lat * Math.PI) / 180)) * 111_195;
    }, 0);
    const distance = totalsOf(ride?.recording ?? { time: [] }).distanceMeters ?? 0;
    expect(Math.abs(meters - distance) / distance).toBeLessThan(0.03);
  });

  test('drop-outs are null, and a stop of an auto-pausing device is a gap in time', () => {
    const many = Array.from({ length: 30 }, (_, i) => simulate({ seed: 3, rider: 1 + (i % 6), number: i + 1 }));
    expect(many.some(({ recording }) => recording.heartrate?.includes(null))).toBe(true);
    expect(many.every(({ recording }) => !recording.heartrate?.includes(0))).toBe(true);
    const outdoor = many.filter(({ setup }) => setup.stops.length > 0);
    const gaps = ({ recording }: (typeof many)[number]) =>
      recording.time.some((second, i) => second - (recording.time[i - 1] ?? second) > 5);
    expect(outdoor.filter(({ athlete }) => athlete.autoPause).every(gaps)).toBe(true);
    expect(outdoor.filter(({ athlete }) => !athlete.autoPause).some(gaps)).toBe(false);
    expect(outdoor.filter(({ athlete }) => !athlete.autoPause).every(({ recording }) => recording.moving?.includes(false))).toBe(
      true,
    );
  });

  test('the heart follows power with a lag', () => {
    const { recording } = simulateRide(1, makeRider(1, 1), 1, 'standard');
    const { power = [], heartrate = [] } = recording;
    const correlation = (lag: number) => {
      const pairs = heartrate.slice(600 + lag, 3500).map((bpm, i) => [Number(bpm), Number(power[600 + i])] as const);
      const mean = (which: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[which], 0) / pairs.length;
      const [a, b] = [mean(0), mean(1)];
      const sum = (term: (x: number, y: number) => number) => pairs.reduce((all, [x, y]) => all + term(x - a, y - b), 0);
      return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
    };
    expect(correlation(30)).toBeGreaterThan(correlation(0));
    expect(correlation(30)).toBeGreaterThan(0.4);
  });
});

describe('totals', () => {
  test('come from the samples that are there', () => {
    const totals = totalsOf({
      time: [0, 1, 2, 3, 20, 21],
      power: [100, null, 200, 300, 0, 100],
      heartrate: [null, 100, 110, 120, 90, 80],
      distance: [0, 5, 10, 15, 15, 20],
      altitude: [10, 11, 13, 14, 9, 9],
      cadence: [0, 80, 90, null, 0, 100],
      speed: [5, 5, 5, 5, 0, 5],
    });
    expect(totals).toMatchObject({
      elapsedSeconds: 22,
      movingSeconds: 5,
      distanceMeters: 20,
      avgPowerWatts: 140,
      maxPowerWatts: 300,
      workKj: 0.7,
      avgHrBpm: 100,
      minHrBpm: 80,
      maxHrBpm: 120,
      avgCadenceRpm: 90,
      elevationGainMeters: 3,
      elevationLossMeters: 4,
    });
  });

  test('are null for what was not measured', () => {
    expect(totalsOf({ time: [0, 1], heartrate: [null, null] })).toMatchObject({
      elapsedSeconds: 2,
      distanceMeters: null,
      avgPowerWatts: null,
      workKj: null,
      caloriesKcal: null,
      avgHrBpm: null,
      elevationGainMeters: null,
    });
  });

  test('zones hold every measured second once', () => {
    const athlete = makeRider(1, 1);
    const { recording } = simulateRide(1, athlete, 1, 'standard');
    const zones = zonesOf(recording, athlete);
    expect(zones.map(({ type, buckets }) => [type, buckets.reduce((sum, { seconds }) => sum + seconds, 0)])).toEqual([
      ['heart_rate', 3600],
      ['power', 3600],
    ]);
  });
});

test('1 Hz puts every sample at its second and null where nothing was recorded', () => {
  expect(atOneHertz({ time: [0, 1, 4], power: [10, null, 30], moving: [true, false, true] })).toEqual({
    time: [0, 1, 2, 3, 4],
    power: [10, null, null, null, 30],
    moving: [true, false, null, null, true],
  });
});
