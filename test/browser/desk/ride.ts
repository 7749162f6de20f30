/** A ride worth looking at: an hour around a lake, with a climb, at 1 Hz. */
import { storedRide } from '../../../activities/convert/ride.fixture.js';
import { recordingWith, samplesAt } from '../../../formats/recording/recording.fixture.js';
import { NO_TOTALS } from '../../../formats/recording/recording.js';
import type { RecordWrite } from '../../../store/sync/commit.js';

const SECONDS = Array.from({ length: 3_600 }, (_, second) => second);
const turn = (second: number, times = 1): number => Math.sin((second / SECONDS.length) * 2 * Math.PI * times);
const METERS_PER_SECOND = 8.2;

export function ride(key: string, name: string, startedAtMs: number): RecordWrite {
  const watts = SECONDS.map((second) => Math.round(205 + 60 * turn(second, 3) + 25 * turn(second, 41)));
  const beats = SECONDS.map((second) => Math.round(138 + 18 * turn(second - 60, 3) + 3 * turn(second, 29)));
  return storedRide(
    key,
    recordingWith({
      name,
      startMicros: startedAtMs * 1_000,
      device: { name: 'Example 530', manufacturer: 'Example', serialNumber: '42', softwareVersion: '9' },
      totals: {
        ...NO_TOTALS,
        elapsedSeconds: SECONDS.length,
        timerSeconds: SECONDS.length,
        distanceMeters: SECONDS.length * METERS_PER_SECOND,
        ascentMeters: 214,
        energyKilocalories: 702,
        avgPowerWatts: 205,
        maxPowerWatts: 289,
        avgHeartRateBpm: 138,
        maxHeartRateBpm: 158,
      },
      samples: samplesAt(SECONDS, {
        latitudeDegrees: SECONDS.map((second) => 47.25 + 0.04 * turn(second) + 0.006 * turn(second, 5)),
        longitudeDegrees: SECONDS.map((second) => 8.6 + 0.07 * turn(second + SECONDS.length / 4) + 0.008 * turn(second, 3)),
        altitudeMeters: SECONDS.map((second) => Math.round((460 + 90 * turn(second, 2) + 6 * turn(second, 13)) * 5) / 5),
        distanceMeters: SECONDS.map((second) => second * METERS_PER_SECOND),
        speedMetersPerSecond: SECONDS.map((second) => METERS_PER_SECOND - 2.4 * turn(second + 300, 2)),
        heartRateBpm: beats,
        cadenceRpm: SECONDS.map((second) => Math.round(86 + 6 * turn(second, 17))),
        powerWatts: watts,
      }),
    }),
  );
}
