/** Any recording as a valid FIT activity file, "summary last": records, then laps, sessions and the activity. */
import { LAP_TRIGGERS } from '../../model/terra/common/enumerations.js';
import type { Recording, Totals } from '../recording/recording.js';
import { RecordRows } from './encode/record-rows.js';
import { endOf, fitSeconds, legsOf, type Stretch } from './encode/timeline.js';
import { ACTIVITY, DEVICE_INFO, EVENT, FILE_ID, LAP, SESSION } from './messages.js';
import { FILE_TYPE_ACTIVITY, FIT_EPOCH_SECONDS, manufacturerNumber } from './profile.js';
import { fitSportOf } from './sports.js';
import { FitWriter } from './writer.js';

const CREATOR = 0;
const TIMER = 0;
const START = 0;
const STOP = 1;
const STOP_ALL = 4;
const EVENT_LAP = 9;
const EVENT_SESSION = 8;
const EVENT_ACTIVITY = 26;
const TRIGGER_ACTIVITY_END = 0;
const TYPE_MANUAL = 0;
const TYPE_AUTO_MULTI_SPORT = 1;
const UNSPECIFIED = LAP_TRIGGERS.indexOf('UNSPECIFIED');

/**
 * Every row of the samples is a record, in whole seconds; a recording without samples gets one record at its start, for FIT demands one.
 * What is not known is not written, nor what a field cannot hold.
 * @throws Problem (payload) `FIT_TIME_RANGE`
 */
export function encodeFit(recording: Recording): Uint8Array {
  const writer = new FitWriter();
  const endMicros = endOf(recording);
  const ms = (micros: number): number => (fitSeconds(recording, micros) + FIT_EPOCH_SECONDS) * 1000;
  const start = ms(0);
  const end = ms(endMicros);
  const { device } = recording;
  const identity = {
    manufacturer: manufacturerNumber(device?.manufacturer ?? null),
    product: 0,
    serial_number: numberIn(device?.serialNumber),
    product_name: device?.name,
  };
  writer.message(FILE_ID, { type: FILE_TYPE_ACTIVITY, time_created: start, ...identity });
  writer.message(DEVICE_INFO, {
    timestamp: start,
    device_index: CREATOR,
    ...identity,
    software_version: numberIn(device?.softwareVersion),
  });
  writer.message(EVENT, { timestamp: start, event: TIMER, event_type: START });
  writeRecords(writer, recording, ms);
  writer.message(EVENT, { timestamp: end, event: TIMER, event_type: STOP_ALL });

  const legs = legsOf(recording, endMicros);
  const laps = legs.flatMap(({ leg, laps: own }) => own.map((lap) => ({ ...lap, leg })));
  laps.forEach((lap, index) => {
    const { sport, subSport } = fitSportOf(lap.leg.type, recording.virtual);
    const trigger = LAP_TRIGGERS.findIndex((name) => name === lap.trigger);
    writer.message(LAP, {
      ...summary(lap, ms),
      message_index: index,
      event: EVENT_LAP,
      event_type: STOP,
      sport,
      sub_sport: subSport,
      lap_trigger: trigger >= 0 && trigger !== UNSPECIFIED ? trigger : null,
    });
  });
  let firstLap = 0;
  legs.forEach((stretch, index) => {
    const { sport, subSport } = fitSportOf(stretch.leg.type, recording.virtual);
    writer.message(SESSION, {
      ...summary(stretch, ms),
      training_stress_score: stretch.totals.trainingStressScore,
      intensity_factor: stretch.totals.intensityFactor,
      message_index: index,
      event: EVENT_SESSION,
      event_type: STOP,
      sport,
      sub_sport: subSport,
      first_lap_index: firstLap,
      num_laps: stretch.laps.length,
      trigger: TRIGGER_ACTIVITY_END,
    });
    firstLap += stretch.laps.length;
  });
  writer.message(ACTIVITY, {
    timestamp: end,
    total_timer_time: legs.reduce((sum, { timerSeconds }) => sum + timerSeconds, 0),
    num_sessions: legs.length,
    type: legs.length > 1 ? TYPE_AUTO_MULTI_SPORT : TYPE_MANUAL,
    event: EVENT_ACTIVITY,
    event_type: STOP,
    local_timestamp: recording.utcOffsetSeconds === null ? null : end + recording.utcOffsetSeconds * 1000,
  });
  return writer.finish();
}

/** Records and the timer's stops and starts, in order of time: a stop comes after the records of its second, a start before. */
function writeRecords(writer: FitWriter, recording: Recording, ms: (micros: number) => number): void {
  const { samples } = recording;
  const events = [...recording.pauses]
    .sort((a, b) => a.startMicros - b.startMicros)
    .flatMap(({ startMicros, endMicros }) => [
      { at: ms(startMicros), event_type: STOP },
      { at: ms(endMicros), event_type: START },
    ]);
  let next = 0;
  const eventsUntil = (time: number): void => {
    for (
      let event = events[next];
      event && (event.event_type === STOP ? event.at < time : event.at <= time);
      event = events[++next]
    )
      writer.message(EVENT, { timestamp: event.at, event: TIMER, event_type: event.event_type });
  };
  const rows = new RecordRows(writer, samples);
  const count = Math.max(1, samples.micros.length);
  for (let row = 0; row < count; row++) {
    const seconds = fitSeconds(recording, samples.micros[row] ?? 0);
    if (next < events.length) eventsUntil((seconds + FIT_EPOCH_SECONDS) * 1000);
    rows.write(row, seconds);
  }
  eventsUntil(Infinity);
}

/** What laps and sessions have in common. */
function summary({ startMicros, endMicros, elapsedSeconds, timerSeconds, totals }: Stretch, ms: (micros: number) => number) {
  return {
    timestamp: ms(endMicros),
    start_time: ms(startMicros),
    total_elapsed_time: elapsedSeconds,
    total_timer_time: timerSeconds,
    ...claims(totals),
  };
}

/** In 128ths, as FIT counts what lies behind the point of a cadence. */
const FRACTIONS = 128;
const wholeOf = (rpm: number | null): number | null =>
  rpm === null ? null : Math.floor(Math.round(rpm * FRACTIONS) / FRACTIONS);
const fractionOf = (rpm: number | null): number | null =>
  rpm === null || rpm >= 255 ? null : (Math.round(rpm * FRACTIONS) % FRACTIONS) / FRACTIONS || null;

/** 0 heartbeats a minute are none, and are not written. */
const claims = (totals: Totals) => ({
  total_moving_time: totals.movingSeconds,
  total_distance: totals.distanceMeters,
  total_ascent: totals.ascentMeters,
  total_descent: totals.descentMeters,
  total_calories: totals.energyKilocalories,
  total_work: totals.workJoules,
  enhanced_avg_speed: totals.avgSpeedMetersPerSecond,
  enhanced_max_speed: totals.maxSpeedMetersPerSecond,
  avg_heart_rate: totals.avgHeartRateBpm || null,
  max_heart_rate: totals.maxHeartRateBpm || null,
  min_heart_rate: totals.minHeartRateBpm || null,
  avg_cadence: wholeOf(totals.avgCadenceRpm),
  avg_fractional_cadence: fractionOf(totals.avgCadenceRpm),
  max_cadence: wholeOf(totals.maxCadenceRpm),
  max_fractional_cadence: fractionOf(totals.maxCadenceRpm),
  avg_power: totals.avgPowerWatts,
  max_power: totals.maxPowerWatts,
  normalized_power: totals.normalizedPowerWatts,
  avg_temperature: totals.avgTemperatureCelsius,
});

/** A serial number or a version, where it is a plain number. */
const numberIn = (text: string | null | undefined): number | null =>
  text !== null && text !== undefined && /^\d+(\.\d{1,2})?$/.test(text) ? Number(text) : null;
