/** Made-up recordings for the tests of FHIR: every shape that a source may give. */
import { ACTIVITY_TYPES, type ActivityTypeName } from '../../../model/terra/activity/activity-type.js';
import { type Channel, type Leg, NO_TOTALS, type Recording, type Totals } from '../../recording/recording.js';
import type { FhirContext, FhirOptions } from '../context.js';

const START_MICROS = Date.UTC(2025, 3, 17, 18, 37, 36) * 1000;
const MICROS = 1_000_000;

export const context = (changes: Partial<FhirContext> = {}, options: Partial<FhirOptions> = {}): FhirContext => ({
  userId: '0196450e-2f4a-7c11-9d0e-3a7c6b1f2e5d',
  recordKey: 'ride-42',
  provider: 'INSIDERS',
  rawSha256s: ['2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'],
  revision: 1,
  recordedAt: new Date(Date.UTC(2025, 3, 17, 20, 0, 0, 250)),
  ...changes,
  options: { bundle: 'transaction', claimProfiles: 'none', ...options },
});

const leg = (name: ActivityTypeName, startSeconds: number, totals: Partial<Totals> = {}): Leg => ({
  startMicros: startSeconds * MICROS,
  type: ACTIVITY_TYPES[name],
  totals: { ...NO_TOTALS, ...totals },
});

export function recording(name: ActivityTypeName, totals: Partial<Totals>, rest: Partial<Recording> = {}): Recording {
  return {
    startMicros: START_MICROS,
    utcOffsetSeconds: 7200,
    type: ACTIVITY_TYPES[name],
    virtual: false,
    name: null,
    device: null,
    totals: { ...NO_TOTALS, ...totals },
    samples: { micros: new Float64Array(), channels: {} },
    laps: [],
    legs: [leg(name, 0, totals)],
    pauses: [],
    findings: [],
    ...rest,
  };
}

type Value = (second: number, index: number) => number;

/** @param seconds since the start */
export function samples(seconds: readonly number[], channels: Partial<Record<Channel, Value>>): Recording['samples'] {
  return {
    micros: Float64Array.from(seconds, (second) => Math.round(second * MICROS)),
    channels: Object.fromEntries(
      Object.entries(channels).map(([channel, value]) => [channel, Float64Array.from(seconds, (second, i) => value(second, i))]),
    ),
  };
}

export const upTo = (length: number, step = 1): readonly number[] =>
  Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);

const wave =
  (mean: number, swing: number): Value =>
  (second) =>
    Math.round(mean + swing * Math.sin(second / 40));
const RIDE: Partial<Record<Channel, Value>> = {
  latitudeDegrees: (second) => 48 + second * 1e-5,
  longitudeDegrees: (second) => 11 + second * 1e-5,
  heartRateBpm: (second) => (second % 97 < 3 ? NaN : wave(140, 15)(second, 0)),
  powerWatts: (second) => Math.max(0, wave(180, 200)(second, 0)),
  cadenceRpm: wave(80, 20),
  speedMetersPerSecond: (second) => Math.round(8123 + 2000 * Math.sin(second / 60)) / 1000,
  distanceMeters: (second) => Math.round(second * 812.3) / 100,
  altitudeMeters: (second) => Math.round((-4 + 30 * Math.sin(second / 300)) * 5) / 5,
  temperatureCelsius: (second) => 4 - Math.floor(second / 600),
};

/** Everything that can be known. */
const ALL_TOTALS: Totals = {
  elapsedSeconds: 3364.5,
  timerSeconds: 3300,
  movingSeconds: 3250,
  distanceMeters: 19_309.72,
  ascentMeters: 651,
  descentMeters: 640,
  energyKilocalories: 651,
  workJoules: 681_400,
  avgSpeedMetersPerSecond: 5.74,
  maxSpeedMetersPerSecond: 14.2,
  avgHeartRateBpm: 140,
  maxHeartRateBpm: 159,
  minHeartRateBpm: 88,
  avgCadenceRpm: 83.1,
  maxCadenceRpm: 100,
  avgPowerWatts: 202.6,
  maxPowerWatts: 440,
  normalizedPowerWatts: 215.3,
  trainingStressScore: 63.2,
  intensityFactor: 0.83,
  avgTemperatureCelsius: -1.5,
};

/** A 6.6 h ride of all channels, as long as the longest of the real ones. */
export const longRide = (): Recording =>
  recording('ROAD_BIKING', { ...ALL_TOTALS, elapsedSeconds: 23_595 }, { samples: samples(upTo(23_595), RIDE) });

export const roadRide = (): Recording =>
  recording('ROAD_BIKING', ALL_TOTALS, {
    name: 'Abendrunde "über den Berg" 🚴',
    device: { name: 'Edge 840', manufacturer: 'Garmin', serialNumber: '3456789', softwareVersion: '25.12' },
    samples: samples(upTo(3365), RIDE),
  });

const INDOOR = Object.fromEntries(Object.entries(RIDE).filter(([channel]) => !/itude/.test(channel)));

export const RECORDINGS: Readonly<Record<string, () => Recording>> = {
  'road ride': roadRide,
  'ride of 6.6 hours': longRide,
  'indoor ride with a device that has no name': () =>
    recording(
      'STATIONARY_BIKING',
      { elapsedSeconds: 600, avgPowerWatts: 0 },
      {
        utcOffsetSeconds: -12_600,
        device: { name: ' \u0000 ', manufacturer: 'Wahoo', serialNumber: '', softwareVersion: '\u0007' },
        samples: samples(upTo(600), INDOOR),
      },
    ),
  'virtual ride': () =>
    recording('BIKING', ALL_TOTALS, { virtual: true, utcOffsetSeconds: null, samples: samples(upTo(900), RIDE) }),
  'manual entry without samples': () => recording('ROAD_BIKING', { elapsedSeconds: 5400, distanceMeters: 40_000 }),
  'entry of which nothing but its start is known': () => recording('UNKNOWN', {}),
  'pool swim': () =>
    recording(
      'SWIMMING_IN_POOL',
      { elapsedSeconds: 4567.485, timerSeconds: 4371.56, distanceMeters: 2606.04, energyKilocalories: 268 },
      {
        samples: samples(upTo(1200, 12), { cadenceRpm: wave(26, 4), speedMetersPerSecond: () => 0.61 }),
      },
    ),
  run: () =>
    recording(
      'TRAIL_RUNNING',
      { elapsedSeconds: 1681, avgHeartRateBpm: 158, avgCadenceRpm: 79.7, avgPowerWatts: 301 },
      {
        startMicros: START_MICROS + 123_456,
        samples: samples(upTo(1681), RIDE),
      },
    ),
  'triathlon of five legs': () =>
    recording(
      'TRIATHLON',
      { elapsedSeconds: 9491, energyKilocalories: 1885 },
      {
        samples: samples(upTo(9491, 5), RIDE),
        legs: [
          leg('OPEN_WATER_SWIMMING', 0, { elapsedSeconds: 1987.521, distanceMeters: 1644.71, avgHeartRateBpm: 165 }),
          leg('OTHER', 1988),
          leg('ROAD_BIKING', 2158, { ...ALL_TOTALS, elapsedSeconds: 4422.14 }),
          leg('OTHER', 6581, { elapsedSeconds: 60.724 }),
          leg('RUNNING', 6641, { elapsedSeconds: 2850, distanceMeters: 9805.92, avgHeartRateBpm: 176 }),
        ],
      },
    ),
  'ride with two long pauses': () =>
    recording(
      'GRAVEL_CYCLING',
      { elapsedSeconds: 9000 },
      {
        samples: samples([...upTo(300), ...upTo(300).map((at) => at + 2530), ...upTo(60).map((at) => at + 8000)], RIDE),
      },
    ),
  'ten samples a second': () => recording('SPINNING', { elapsedSeconds: 120 }, { samples: samples(upTo(120, 0.1), INDOOR) }),
};
