/** A ride at one sample a second with all channels but the temperature, as a head unit records it. Made up, the same every time. */
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { NO_TOTALS, type Recording } from '../recording.js';

/** 6.6 h. */
export const LONG_RIDE_SECONDS = 23_760;

export function longRide(seconds = LONG_RIDE_SECONDS): Recording {
  const column = (steps: number, value: (second: number) => number): Float64Array =>
    Float64Array.from({ length: seconds }, (_, second) => Math.round(value(second) * steps) / steps);
  const coasts = (second: number): boolean => second % 97 === 0;
  return {
    startMicros: Date.UTC(2026, 8, 30, 5, 2, 11) * 1000,
    utcOffsetSeconds: 7200,
    type: ACTIVITY_TYPES.ROAD_BIKING,
    virtual: false,
    name: 'Long ride',
    device: { name: 'Head unit', manufacturer: 'Wahoo', serialNumber: '4711', softwareVersion: null },
    totals: NO_TOTALS,
    samples: {
      micros: column(1, (second) => second * 1e6),
      channels: {
        latitudeDegrees: column(1e7, (second) => 47.37 + Math.sin(second / 300) / 40),
        longitudeDegrees: column(1e7, (second) => 8.54 + second * 1.00003e-5),
        altitudeMeters: column(5, (second) => 420 + Math.sin(second / 200) * 60),
        distanceMeters: column(100, (second) => second * 8.3917),
        speedMetersPerSecond: column(1000, (second) => 8.39 + Math.sin(second / 30)),
        heartRateBpm: column(1, (second) => 140 + ((second * 31) % 30)),
        cadenceRpm: column(1, (second) => (coasts(second) ? 0 : 80 + (second % 12))),
        powerWatts: column(1, (second) => (coasts(second) ? 0 : 150 + ((second * 7919) % 120))),
      },
    },
    laps: [],
    legs: [{ startMicros: 0, type: ACTIVITY_TYPES.ROAD_BIKING, totals: NO_TOTALS }],
    pauses: [],
    findings: [],
  };
}
