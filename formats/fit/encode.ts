/** A FIT activity file from a plain structure, in the "summary last" order: records, laps, session, activity. */
import { ACTIVITY, DEVICE_INFO, EVENT, FILE_ID, LAP, RECORD, SESSION, type Values } from './messages.js';
import { FILE_TYPE_ACTIVITY, MANUFACTURER_DEVELOPMENT } from './profile.js';
import { FIT_SPORTS, FIT_SUB_SPORTS, type FitSport, type FitSubSport } from './sports.js';
import { FitWriter } from './writer.js';

export type FitRecord = Values<(typeof RECORD)['fields']> & { readonly timestamp: number };
type Summary =
  | 'timestamp'
  | 'message_index'
  | 'event'
  | 'event_type'
  | 'sport'
  | 'sub_sport'
  | 'first_lap_index'
  | 'num_laps'
  | 'trigger'
  | 'lap_trigger';
interface Spanned {
  readonly start_time: number;
  readonly total_elapsed_time: number;
  readonly total_timer_time: number;
}
export type FitLap = Omit<Values<(typeof LAP)['fields']>, Summary | keyof Spanned> & Spanned;
export type FitSession = Omit<Values<(typeof SESSION)['fields']>, Summary | keyof Spanned> & Spanned;

/** Times in Unix milliseconds, everything else in SI units and degrees; null and missing values are left out of the file. */
export interface FitActivity {
  readonly createdAt: number;
  readonly device: { readonly name: string | null; readonly serial: number | null };
  readonly sport: FitSport;
  readonly subSport: FitSubSport;
  /** Offset of local time; null = not known, and then not written. */
  readonly utcOffsetSeconds: number | null;
  /** In rising order of time. */
  readonly records: readonly FitRecord[];
  /** Times within the session in which the timer stood still, in order. */
  readonly pauses: readonly { readonly from: number; readonly to: number }[];
  /** At least one. */
  readonly laps: readonly FitLap[];
  readonly session: FitSession;
}

/** Numbers of the FIT profile that are always the same here. */
const CREATOR = 0;
const TIMER = 0;
const START = 0;
const STOP = 1;
const STOP_ALL = 4;
const EVENT_LAP = 9;
const EVENT_SESSION = 8;
const EVENT_ACTIVITY = 26;
const TRIGGER_SESSION_END = 7;
const TRIGGER_ACTIVITY_END = 0;
const TRIGGER_MANUAL = 0;

/** @throws RangeError when there is no lap, or records go back in time: readers refuse such files. */
export function encodeFitActivity(activity: FitActivity): Uint8Array {
  const { records, laps, session, sport, subSport } = activity;
  check(activity);
  const writer = new FitWriter();
  const sports = { sport: FIT_SPORTS[sport], sub_sport: FIT_SUB_SPORTS[subSport] };
  const device = {
    manufacturer: MANUFACTURER_DEVELOPMENT,
    product: 0,
    serial_number: activity.device.serial,
    product_name: activity.device.name,
  };
  const start = session.start_time;
  const end = start + session.total_elapsed_time * 1000;

  writer.message(FILE_ID, { type: FILE_TYPE_ACTIVITY, time_created: activity.createdAt, ...device });
  writer.message(DEVICE_INFO, { timestamp: start, device_index: CREATOR, ...device });
  writer.message(EVENT, { timestamp: start, event: TIMER, event_type: START });
  const pauses = activity.pauses.values();
  let pause = pauses.next();
  for (const record of records) {
    for (; !pause.done && record.timestamp >= pause.value.to; pause = pauses.next()) {
      writer.message(EVENT, { timestamp: pause.value.from, event: TIMER, event_type: STOP });
      writer.message(EVENT, { timestamp: pause.value.to, event: TIMER, event_type: START });
    }
    writer.message(RECORD, record);
  }
  writer.message(EVENT, { timestamp: end, event: TIMER, event_type: STOP_ALL });
  laps.forEach((lap, index) => {
    const last = index === laps.length - 1;
    const lapEnd = lap.start_time + lap.total_elapsed_time * 1000;
    writer.message(LAP, {
      ...lap,
      ...sports,
      timestamp: lapEnd,
      message_index: index,
      event: EVENT_LAP,
      event_type: STOP,
      lap_trigger: last ? TRIGGER_SESSION_END : TRIGGER_MANUAL,
    });
  });
  writer.message(SESSION, {
    ...session,
    ...sports,
    timestamp: end,
    message_index: 0,
    event: EVENT_SESSION,
    event_type: STOP,
    first_lap_index: 0,
    num_laps: laps.length,
    trigger: TRIGGER_ACTIVITY_END,
  });
  writer.message(ACTIVITY, {
    timestamp: end,
    total_timer_time: session.total_timer_time,
    num_sessions: 1,
    type: 0,
    event: EVENT_ACTIVITY,
    event_type: STOP,
    local_timestamp: activity.utcOffsetSeconds === null ? null : end + activity.utcOffsetSeconds * 1000,
  });
  return writer.finish();
}

function check({ laps, records }: FitActivity): void {
  if (laps.length === 0) throw new RangeError('a FIT activity needs at least one lap');
  const late = records.findIndex((record, i) => record.timestamp < (records[i - 1]?.timestamp ?? -Infinity));
  if (late >= 0) throw new RangeError(`FIT records must not go back in time: record ${late} does`);
}
