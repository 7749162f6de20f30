/** What a recording tells of Terra's Activity: what is claimed or reckoned, as every store can keep it. */
import type { Extension } from '../../model/terra/activity/extension.js';
import type { Lap, RecordingDevice, Recording, Totals } from '../recording/recording.js';
import type { Track } from '../samples/track.js';
import type { ToldActivity, ToldDevice, ToldLap } from './activity-of.js';

export interface ActivityParts {
  readonly summaryId: string;
  readonly uploadType: ToldActivity['uploadType'];
  /** With what was reckoned. */
  readonly totals: Totals;
  /** The source's moving time, where it is one that somebody claimed. */
  readonly claimedMovingSeconds: number | null;
  readonly track: Track;
  readonly extension: Extension | undefined;
  /** Terra's text for microseconds since the recording's start. */
  readonly timeOf: (micros: number) => string;
}

/** As every store can keep it: no half of a surrogate pair, no NUL. */
const textOf = (text: string | null): string | null => text?.toWellFormed().replaceAll('\0', '') ?? null;
const numberOf = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
/** Terra knows no negative ones; below zero is a sensor's fault. */
const atLeastZero = (value: number | null): number | null => ((numberOf(value) ?? -1) >= 0 ? value : null);
const wholeOf = (value: number | null): number | null => (numberOf(value) === null ? null : Math.round(value ?? 0));
/** Millijoules are enough: what comes of the division is short, and comes back the same. */
const kilojoulesOf = (joules: number | null): number | null =>
  numberOf(joules) === null ? null : Math.round((joules ?? 0) * 1000) / 1e6;

const deviceOf = (device: RecordingDevice): ToldDevice => ({
  name: textOf(device.name),
  manufacturer: textOf(device.manufacturer),
  hardwareVersion: null,
  softwareVersion: textOf(device.softwareVersion),
  serialNumber: textOf(device.serialNumber),
});

function lapOf({ startMicros, totals, trigger }: Lap, timeOf: ActivityParts['timeOf']): ToldLap {
  const elapsed = atLeastZero(totals.elapsedSeconds);
  return {
    startTime: timeOf(startMicros),
    endTime: elapsed === null ? null : timeOf(startMicros + Math.round(elapsed * 1e6)),
    distanceMeters: numberOf(totals.distanceMeters),
    energyKilocalories: numberOf(totals.energyKilocalories),
    avgHeartRateBpm: numberOf(totals.avgHeartRateBpm),
    avgSpeedMetersPerSecond: numberOf(totals.avgSpeedMetersPerSecond),
    avgPowerWatts: numberOf(totals.avgPowerWatts),
    activeSeconds: wholeOf(totals.timerSeconds ?? totals.movingSeconds),
    trigger: textOf(trigger),
  };
}

export function toldBy(recording: Recording, parts: ActivityParts): ToldActivity {
  const { totals, timeOf } = parts;
  return {
    startTime: timeOf(0),
    endTime: timeOf(Math.round((atLeastZero(totals.elapsedSeconds) ?? 0) * 1e6)),
    isLocalTime: recording.utcOffsetSeconds !== null,
    summaryId: parts.summaryId,
    type: recording.type,
    uploadType: parts.uploadType,
    name: textOf(recording.name),
    device: recording.device && deviceOf(recording.device),
    // Terra's active time is the recorder's clock (formats: there is no standard for moving time); a source that tells only moving time means that.
    activeSeconds: atLeastZero(totals.timerSeconds ?? parts.claimedMovingSeconds),
    distanceMeters: numberOf(totals.distanceMeters),
    ascentMeters: atLeastZero(totals.ascentMeters),
    descentMeters: atLeastZero(totals.descentMeters),
    energyKilocalories: numberOf(totals.energyKilocalories),
    workKilojoules: kilojoulesOf(totals.workJoules),
    avgHeartRateBpm: atLeastZero(totals.avgHeartRateBpm),
    maxHeartRateBpm: atLeastZero(totals.maxHeartRateBpm),
    minHeartRateBpm: atLeastZero(totals.minHeartRateBpm),
    heartRateZones: [],
    avgSpeedMetersPerSecond: numberOf(totals.avgSpeedMetersPerSecond),
    maxSpeedMetersPerSecond: numberOf(totals.maxSpeedMetersPerSecond),
    avgCadenceRpm: numberOf(totals.avgCadenceRpm),
    maxCadenceRpm: numberOf(totals.maxCadenceRpm),
    avgPowerWatts: numberOf(totals.avgPowerWatts),
    maxPowerWatts: numberOf(totals.maxPowerWatts),
    normalizedPowerWatts: numberOf(totals.normalizedPowerWatts),
    trainingStressScore: numberOf(totals.trainingStressScore),
    intensityFactor: numberOf(totals.intensityFactor),
    laps: recording.laps.map((lap) => lapOf(lap, timeOf)),
    track: parts.track,
    extension: parts.extension,
  };
}
