/** What Insiders' activity tells of Terra's Activity. */
import type { ToldActivity, ToldDevice, ToldLap } from '../../../formats/terra/activity-of.js';
import { LAP_TRIGGERS, UPLOAD_TYPES } from '../../../model/terra/common/enumerations.js';
import { formatMicros } from '../../../model/terra/timestamp.js';
import type { LocalClock } from '../../../formats/samples/sample-rows.js';
import type { Detail } from './detail.js';
import { microsOf } from './detail.js';
import type { Track } from '../../../formats/samples/track.js';
import { activityTypeOf } from './sport.js';

const SECOND_MICROS = 1_000_000;

/** Where the recording stands in time. */
export interface Moment extends LocalClock {
  readonly endMicros: number;
  /** False: the provider does not tell the local time, and UTC is shown. */
  readonly local: boolean;
}

/**
 * Terra's offsets are whole minutes; the instant stays exact.
 * @param lastSampleMicros after the start, where there are samples: the end when the provider does not tell how long it took.
 */
export function momentOf(detail: Detail, lastSampleMicros: number): Moment {
  const startMicros = microsOf(detail.started_at, 'started_at');
  const elapsedMicros =
    typeof detail.elapsed_seconds === 'number' ? Math.round(detail.elapsed_seconds * SECOND_MICROS) : lastSampleMicros;
  const offset = detail.utc_offset_seconds;
  return {
    startMicros,
    endMicros: startMicros + elapsedMicros,
    offsetMinutes: Math.round((offset ?? 0) / 60),
    local: typeof offset === 'number',
  };
}

function uploadTypeOf(detail: Detail): ToldActivity['uploadType'] {
  if (typeof detail.manual !== 'boolean') return UPLOAD_TYPES.UNKNOWN;
  return detail.manual ? UPLOAD_TYPES.MANUAL : UPLOAD_TYPES.AUTOMATIC;
}

const deviceOf = (device: NonNullable<Detail['device']>): ToldDevice => ({
  name: device.name ?? null,
  manufacturer: device.manufacturer ?? null,
  hardwareVersion: device.hardware_version ?? null,
  softwareVersion: device.software_version ?? null,
  serialNumber: device.serial ?? null,
});

/** Insiders tells limits in bpm; Terra wants percentages of a maximum that nobody told. */
function heartRateZones(detail: Detail): ToldActivity['heartRateZones'] {
  const buckets = detail.zones?.find((zones) => zones.type === 'heart_rate')?.buckets ?? [];
  return buckets.map((bucket, zone) => ({
    zone,
    start_percentage: null,
    end_percentage: null,
    name: bucket.name ?? null,
    duration_seconds: bucket.seconds ?? null,
  }));
}

function lapStart(lap: NonNullable<Detail['laps']>[number], moment: Moment): number | null {
  if (typeof lap.started_at === 'string') return microsOf(lap.started_at, 'laps.started_at');
  return typeof lap.offset_seconds === 'number' ? moment.startMicros + Math.round(lap.offset_seconds * SECOND_MICROS) : null;
}

/** A word that is none of Terra's says only that something caused the lap. */
function triggerOf(trigger: string | null | undefined): string | null {
  const word = trigger?.toUpperCase() ?? null;
  return word === null || LAP_TRIGGERS.some((known) => known === word) ? word : 'UNSPECIFIED';
}

function lapsOf(detail: Detail, moment: Moment): ToldLap[] {
  return (detail.laps ?? []).map((lap) => {
    const start = lapStart(lap, moment);
    const elapsed = lap.elapsed_seconds ?? null;
    const end = start === null || elapsed === null ? null : start + Math.round(elapsed * SECOND_MICROS);
    return {
      startTime: start === null ? null : formatMicros(start, moment.offsetMinutes),
      endTime: end === null ? null : formatMicros(end, moment.offsetMinutes),
      distanceMeters: lap.distance_m ?? null,
      energyKilocalories: lap.calories_kcal ?? null,
      avgHeartRateBpm: lap.avg_hr_bpm ?? null,
      avgSpeedMetersPerSecond: lap.avg_speed_mps ?? null,
      avgPowerWatts: lap.avg_power_w ?? null,
      activeSeconds: typeof lap.moving_seconds === 'number' ? Math.round(lap.moving_seconds) : null,
      trigger: triggerOf(lap.trigger),
    };
  });
}

/** @throws Problem payload for a time out of range. */
export function toldBy(detail: Detail, moment: Moment, track: Track): ToldActivity {
  return {
    startTime: formatMicros(moment.startMicros, moment.offsetMinutes),
    endTime: formatMicros(moment.endMicros, moment.offsetMinutes),
    isLocalTime: moment.local,
    summaryId: detail.id,
    type: activityTypeOf(detail.sport, detail.sub_sport, detail.trainer === true),
    uploadType: uploadTypeOf(detail),
    name: detail.name ?? null,
    device: detail.device ? deviceOf(detail.device) : null,
    // The provider's moving time is Terra's active time; how the rest was spent is not told.
    activeSeconds: detail.moving_seconds ?? null,
    distanceMeters: detail.distance_m ?? null,
    ascentMeters: detail.elevation_gain_m ?? null,
    descentMeters: detail.elevation_loss_m ?? null,
    energyKilocalories: detail.calories_kcal ?? null,
    workKilojoules: detail.work_kj ?? null,
    avgHeartRateBpm: detail.avg_hr_bpm ?? null,
    maxHeartRateBpm: detail.max_hr_bpm ?? null,
    minHeartRateBpm: detail.min_hr_bpm ?? null,
    heartRateZones: heartRateZones(detail),
    avgSpeedMetersPerSecond: detail.avg_speed_mps ?? null,
    maxSpeedMetersPerSecond: detail.max_speed_mps ?? null,
    avgCadenceRpm: detail.avg_cadence_rpm ?? null,
    maxCadenceRpm: detail.max_cadence_rpm ?? null,
    avgPowerWatts: detail.avg_power_w ?? null,
    maxPowerWatts: detail.max_power_w ?? null,
    normalizedPowerWatts: detail.normalized_power_w ?? null,
    trainingStressScore: null,
    intensityFactor: null,
    laps: lapsOf(detail, moment),
    track,
  };
}
