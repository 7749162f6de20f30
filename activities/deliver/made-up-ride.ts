/** A ride for showing what a destination would get, where none is stored yet: half an hour on a loop, the same at each call but for its ids. */
import { zstdCompressSync } from 'node:zlib';
import { NO_TOTALS, type Recording } from '../../formats/recording/recording.js';
import { terraActivityOf } from '../../formats/terra/encode.js';
import { type ConnectionId, type DeliveryId, newId } from '../../model/ids.js';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';

const STEP_SECONDS = 5;
const COUNT = 361;
const START_MICROS = Date.UTC(2026, 0, 10, 9) * 1000;
/** In the Atlantic, where nobody lives. */
const CENTER = { latitude: 0, longitude: -25 };
const RADIUS_DEGREES = 0.02;
const SPEED_METERS_PER_SECOND = 7.5;

/** One value a step, from how far round it is (0 to 2π). */
const along = (value: (angle: number, step: number) => number): Float64Array =>
  Float64Array.from({ length: COUNT }, (_, step) => value((2 * Math.PI * step) / (COUNT - 1), step));

const RIDE: Recording = {
  startMicros: START_MICROS,
  utcOffsetSeconds: 0,
  type: ACTIVITY_TYPES.BIKING,
  virtual: false,
  name: 'A made-up ride',
  device: { name: 'No device', manufacturer: 'Freehub', serialNumber: null, softwareVersion: null },
  totals: NO_TOTALS,
  samples: {
    micros: along((_, step) => step * STEP_SECONDS * 1e6),
    channels: {
      latitudeDegrees: along((angle) => CENTER.latitude + RADIUS_DEGREES * Math.sin(angle)),
      longitudeDegrees: along((angle) => CENTER.longitude + RADIUS_DEGREES * Math.cos(angle)),
      altitudeMeters: along((angle) => Math.round(40 + 30 * Math.sin(angle))),
      distanceMeters: along((_, step) => step * STEP_SECONDS * SPEED_METERS_PER_SECOND),
      speedMetersPerSecond: along(() => SPEED_METERS_PER_SECOND),
      heartRateBpm: along((angle) => Math.round(135 + 12 * Math.sin(3 * angle))),
      cadenceRpm: along((angle) => Math.round(86 + 4 * Math.cos(5 * angle))),
      powerWatts: along((angle) => Math.round(190 + 35 * Math.sin(3 * angle))),
    },
  },
  laps: [],
  legs: [{ startMicros: 0, type: ACTIVITY_TYPES.BIKING, totals: NO_TOTALS }],
  pauses: [],
  findings: [],
};

/** As it would be claimed, of a user who is made up as well. */
export function madeUpDelivery(): ClaimedDelivery {
  const recordKey = 'made-up-ride';
  const { body, startTime, endTime } = terraActivityOf(RIDE, { summaryId: recordKey });
  const connectionId = newId<ConnectionId>();
  const storedAt = new Date(START_MICROS / 1000).toISOString();
  return {
    id: newId<DeliveryId>(),
    attempts: 0,
    isFirst: false,
    isBehind: false,
    type: 'activity',
    op: 'upsert',
    reference: newId(),
    connectionId,
    recordKey,
    revision: 1,
    eventBody: null,
    orderingMs: START_MICROS / 1000,
    startTime,
    endTime,
    body: zstdCompressSync(body),
    bodyBytes: body.byteLength,
    source: { storedAt, rawIds: [], deleted: false },
    user: {
      userId: connectionId,
      referenceId: 'made-up-user',
      provider: 'INSIDERS',
      scopes: 'activity',
      state: 'active',
      createdAt: storedAt,
      lastWebhookUpdate: storedAt,
    },
    chunk: null,
  };
}
