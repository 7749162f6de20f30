import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import FitParser, { readFitMessages } from 'fit-file-parser';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { cpuSeconds } from '../../test/support/cpu-seconds.js';
import { type Channel, CHANNELS, NO_TOTALS, type Recording } from '../recording/recording.js';
import { decodeFit } from './decode/decode.js';
import { decodeTcx } from '../tcx/decode.js';
import { encodeTcx } from '../tcx/encode.js';
import { encodeFit } from './encode-recording.js';
import { anySamples, STEPS } from './testing/any-samples.js';
import { RECORDING } from './testing/recordings.js';

const back = (recording: Recording): Recording => decodeFit(encodeFit(recording))[0] as Recording;
const samplesOf = (micros: readonly number[], channels: Partial<Record<Channel, readonly number[]>>): Recording['samples'] => ({
  micros: Float64Array.from(micros),
  channels: Object.fromEntries(Object.entries(channels).map(([name, values]) => [name, Float64Array.from(values)])),
});

describe('recording → FIT → recording', () => {
  test('every value comes back within half a step of its field, every row and every gap too', () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 0, max: 999_999 }), (samples, fraction) => {
        const recording = { ...RECORDING, startMicros: RECORDING.startMicros + fraction, samples };
        const read = back(recording);
        expect(read.samples.micros).toHaveLength(samples.micros.length);
        samples.micros.forEach((micros, row) => {
          const [at, was] = [read.startMicros + (read.samples.micros[row] ?? NaN), recording.startMicros + micros];
          expect(at).toBe(Math.floor(was / 1e6) * 1e6);
        });
        for (const channel of CHANNELS)
          samples.channels[channel]?.forEach((value, row) => {
            const got = read.samples.channels[channel]?.[row] ?? NaN;
            if (Number.isNaN(value)) expect([channel, got]).toEqual([channel, NaN]);
            else expect([channel, row, value, Math.abs(got - value) <= STEPS[channel][1]]).toEqual([channel, row, value, true]);
          });
        expect(read.findings.filter(({ code }) => code !== 'RECORDS_SHARE_TIME')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('what was read once reads the same again: nothing drifts', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const once = back({ ...RECORDING, samples });
        expect(back(once)).toEqual(once);
        expect(encodeFit(back(once))).toEqual(encodeFit(once));
      }),
      { numRuns: 60 },
    );
  });

  test('totals, laps, pauses, device and local time', () => {
    const totals = {
      elapsedSeconds: 100.5,
      timerSeconds: 90.25,
      movingSeconds: 88,
      distanceMeters: 800.25,
      ascentMeters: 12,
      descentMeters: 11,
      energyKilocalories: 60,
      workJoules: 20_000,
      avgSpeedMetersPerSecond: 8.123,
      maxSpeedMetersPerSecond: 12.001,
      avgHeartRateBpm: 140,
      maxHeartRateBpm: 160,
      minHeartRateBpm: 90,
      avgCadenceRpm: 80.5,
      maxCadenceRpm: 110.2578125,
      avgPowerWatts: 200,
      maxPowerWatts: 600,
      normalizedPowerWatts: 210,
      trainingStressScore: 12.5,
      intensityFactor: 0.875,
      avgTemperatureCelsius: -3,
    };
    const recording: Recording = {
      ...RECORDING,
      samples: samplesOf([0, 20e6, 100e6], { powerWatts: [1, 2, 3], altitudeMeters: [1, 2, 3], cadenceRpm: [1, 2, 3] }),
      totals,
      legs: [{ startMicros: 0, type: ACTIVITY_TYPES.ROAD_BIKING, totals }],
      laps: [
        {
          startMicros: 0,
          totals: { ...totals, trainingStressScore: null, intensityFactor: null, elapsedSeconds: 40 },
          trigger: 'DISTANCE',
        },
        { startMicros: 40e6, totals: { ...NO_TOTALS, elapsedSeconds: 60.5, timerSeconds: 60 }, trigger: null },
      ],
      pauses: [
        { startMicros: 20e6, endMicros: 30e6 },
        { startMicros: 60e6, endMicros: 61e6 },
      ],
    };
    expect(back(recording)).toEqual(recording);
  });

  test('several legs are several sessions, each with its laps', () => {
    const leg = (start: number, type: (typeof ACTIVITY_TYPES)[keyof typeof ACTIVITY_TYPES]): Recording['legs'][number] => ({
      startMicros: start * 1e6,
      type,
      totals: { ...NO_TOTALS, elapsedSeconds: 10, timerSeconds: 10 },
    });
    const legs = [leg(0, ACTIVITY_TYPES.OPEN_WATER_SWIMMING), leg(10, ACTIVITY_TYPES.BIKING), leg(20, ACTIVITY_TYPES.RUNNING)];
    const laps = [10, 15].map((second) => ({
      startMicros: second * 1e6,
      totals: { ...NO_TOTALS, elapsedSeconds: 5, timerSeconds: 5 },
      trigger: null,
    }));
    const bytes = encodeFit({ ...RECORDING, type: ACTIVITY_TYPES.TRIATHLON, legs, laps });
    const read = decodeFit(bytes)[0];
    expect(read).toMatchObject({ type: ACTIVITY_TYPES.TRIATHLON, legs });
    expect(read?.laps.map(({ startMicros }) => startMicros / 1e6)).toEqual([0, 10, 15, 20]);
    const sessions = readFitMessages(Buffer.from(bytes)).messages.filter(({ globalMessageNumber }) => globalMessageNumber === 18);
    const number = (field: number): unknown[] =>
      sessions.map(({ fields }) => fields.find(({ fieldNumber }) => fieldNumber === field)?.bytes[0]);
    expect([number(25), number(26)]).toEqual([
      [0, 1, 3],
      [1, 2, 1],
    ]);
  });

  test('without samples, laps or totals: one record at the start and one lap, for FIT demands them', () => {
    const bytes = encodeFit({ ...RECORDING, totals: { ...NO_TOTALS, elapsedSeconds: 3600, distanceMeters: 10_000 } });
    const numbers = readFitMessages(Buffer.from(bytes)).messages.map(({ globalMessageNumber }) => globalMessageNumber);
    expect(numbers).toEqual([0, 23, 21, 20, 21, 19, 18, 34]);
    expect(decodeFit(bytes)).toMatchObject([
      {
        totals: { elapsedSeconds: 3600, timerSeconds: 3600, distanceMeters: 10_000 },
        samples: { micros: Float64Array.of(0), channels: {} },
      },
    ]);
  });

  test('a ride in a virtual world and one on a trainer', () => {
    const indoor = { ...RECORDING, type: ACTIVITY_TYPES.STATIONARY_BIKING };
    const legs = [{ startMicros: 0, type: ACTIVITY_TYPES.STATIONARY_BIKING, totals: NO_TOTALS }];
    expect(back({ ...indoor, legs, virtual: true })).toMatchObject({ type: ACTIVITY_TYPES.STATIONARY_BIKING, virtual: true });
    expect(back({ ...indoor, legs })).toMatchObject({ type: ACTIVITY_TYPES.STATIONARY_BIKING, virtual: false });
  });
});

test('what a field cannot hold is left out, not wrapped round; nothing is written for 0 heartbeats and 0/0', () => {
  const many = [1e9, -1e9, NaN];
  const channels = Object.fromEntries(CHANNELS.map((channel) => [channel, many]));
  expect(back({ ...RECORDING, samples: samplesOf([0, 1e6, 2e6], channels) }).samples.channels).toEqual({});
  const none = { heartRateBpm: [0, 255], latitudeDegrees: [0, 5], longitudeDegrees: [0, NaN], powerWatts: [-1, 65_535] };
  expect(back({ ...RECORDING, samples: samplesOf([0, 1e6], none) })).toMatchObject({ samples: { channels: {} }, findings: [] });
  const edge = { longitudeDegrees: [180], latitudeDegrees: [90], cadenceRpm: [254.999], altitudeMeters: [-500] };
  const read = back({ ...RECORDING, samples: samplesOf([0], edge) }).samples.channels;
  expect([read.longitudeDegrees?.[0], read.latitudeDegrees?.[0], read.altitudeMeters?.[0]]).toEqual([179.99999983, 90, -500]);
  expect(read.cadenceRpm).toBeUndefined();
});

test('twenty thousand laps and a hundred thousand pauses are written soon', () => {
  const laps = Array.from({ length: 19_990 }, (_, i) => ({ startMicros: i * 10e6, totals: NO_TOTALS, trigger: null }));
  const pauses = Array.from({ length: 99_999 }, (_, i) => ({ startMicros: i * 2e6 + 1e6, endMicros: i * 2e6 + 2e6 }));
  const recording = { ...RECORDING, samples: samplesOf([0, 200_000e6], { powerWatts: [1, 2] }), laps, pauses };
  let read: Recording | undefined;
  const seconds = cpuSeconds(() => {
    [read] = decodeFit(encodeFit(recording));
    expect(decodeTcx(encodeTcx(recording))).toHaveLength(1);
  });
  // Each lap times each pause took half a minute.
  expect(seconds).toBeLessThan(15);
  expect(read?.laps.map(({ totals }) => totals.timerSeconds)).toEqual(laps.map((_, i) => (i < 19_989 ? 5 : expect.any(Number))));
});

test('times that FIT has no number for are refused', () => {
  for (const year of [1970, 1997, 2127])
    expect(() => encodeFit({ ...RECORDING, startMicros: Date.UTC(year, 0, 1) * 1000 })).toThrow(
      expect.objectContaining({ kind: 'payload', code: 'FIT_TIME_RANGE' }),
    );
});

test('an independent, strict decoder reads messages in order of time: stops after the records of their second, starts before', async () => {
  const bytes = encodeFit({
    ...RECORDING,
    samples: samplesOf([0, 10e6, 15e6, 20e6], { heartRateBpm: [100, NaN, 102, 103] }),
    pauses: [{ startMicros: 10e6, endMicros: 20e6 }],
  });
  const order = readFitMessages(Buffer.from(bytes)).messages.map(({ globalMessageNumber }) => globalMessageNumber);
  expect(order).toEqual([0, 23, 21, 20, 20, 21, 20, 21, 20, 21, 19, 18, 34]);
  const file = await new FitParser({ mode: 'list', force: false }).parseAsync(Buffer.from(new Uint8Array(bytes).buffer));
  expect(file.records?.map(({ heart_rate: bpm }) => bpm)).toEqual([100, undefined, 102, 103]);
  expect(file.sessions).toMatchObject([{ total_elapsed_time: 20, total_timer_time: 10, sport: 'cycling', sub_sport: 'road' }]);
});
