/** A ride of 6.6 h at 1 Hz with 8 channels, as a decoder leaves it. Deterministic. */
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { NO_TOTALS, type Recording } from '../../formats/recording/recording.js';

const SECONDS = 23_760;
const columnOf = (steps: number, value: (second: number) => number): Float64Array =>
  Float64Array.from({ length: SECONDS }, (_, second) => Math.round(value(second) * steps) / steps);

export const longRide = (): Recording => ({
  startMicros: Date.UTC(2026, 8, 30, 5, 2, 11) * 1000,
  utcOffsetSeconds: 7200,
  type: ACTIVITY_TYPES.ROAD_BIKING,
  virtual: false,
  name: 'Long ride',
  device: { name: 'Head unit', manufacturer: 'Example', serialNumber: '4711', softwareVersion: null },
  totals: NO_TOTALS,
  samples: {
    micros: columnOf(1, (s) => s * 1_000_000),
    channels: {
      latitudeDegrees: columnOf(1e7, (s) => 47.37 + Math.sin(s / 300) / 40),
      longitudeDegrees: columnOf(1e7, (s) => 8.54 + s * 1.00003e-5),
      altitudeMeters: columnOf(5, (s) => 420 + Math.sin(s / 200) * 60),
      distanceMeters: columnOf(100, (s) => s * 8.3917),
      speedMetersPerSecond: columnOf(1000, (s) => 8.39 + Math.sin(s / 30)),
      heartRateBpm: columnOf(1, (s) => 140 + ((s * 31) % 30)),
      cadenceRpm: columnOf(1, (s) => 80 + (s % 12)),
      powerWatts: columnOf(1, (s) => 150 + ((s * 7919) % 120)),
    },
  },
  laps: [],
  legs: [{ startMicros: 0, type: ACTIVITY_TYPES.ROAD_BIKING, totals: NO_TOTALS }],
  pauses: [],
  findings: [],
});
