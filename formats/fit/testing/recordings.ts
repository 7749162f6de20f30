/** Made-up recordings, for tests and the bench. */
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { NO_TOTALS, type Recording } from '../../recording/recording.js';

export const RECORDING: Recording = {
  startMicros: Date.UTC(2026, 2, 29, 0, 30) * 1000,
  utcOffsetSeconds: 19_800,
  type: ACTIVITY_TYPES.ROAD_BIKING,
  virtual: false,
  name: null,
  device: { name: 'Gerät ✓', manufacturer: 'Wahoo', serialNumber: '123456', softwareVersion: '9.10' },
  totals: NO_TOTALS,
  samples: { micros: new Float64Array(0), channels: {} },
  laps: [],
  legs: [{ startMicros: 0, type: ACTIVITY_TYPES.ROAD_BIKING, totals: NO_TOTALS }],
  pauses: [],
  findings: [],
};

/** A ride of some hours at one sample a second, with all channels but the temperature: what a head unit records. */
export function longRide(seconds: number): Recording {
  const column = (value: (second: number) => number): Float64Array => Float64Array.from({ length: seconds }, (_, i) => value(i));
  return {
    ...RECORDING,
    samples: {
      micros: column((second) => second * 1e6),
      channels: {
        latitudeDegrees: column((second) => 47 + Math.sin(second / 4000) / 5),
        longitudeDegrees: column((second) => 11 + second / 100_000),
        altitudeMeters: column((second) => 600 + Math.round(2000 * Math.sin(second / 1500)) / 5),
        distanceMeters: column((second) => second * 8.25),
        speedMetersPerSecond: column((second) => 8.25 + Math.round(1000 * Math.sin(second / 60)) / 1000),
        heartRateBpm: column((second) => 140 + Math.round(25 * Math.sin(second / 300))),
        cadenceRpm: column((second) => (second % 97 === 0 ? 0 : 85 + (second % 7))),
        powerWatts: column((second) => (second % 97 === 0 ? 0 : 200 + ((second * 37) % 150))),
      },
    },
  };
}
