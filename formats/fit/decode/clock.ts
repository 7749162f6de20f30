/** From FIT's seconds to Unix time. */
import type { Finding } from '../../recording/recording.js';
import { FIT_EPOCH_SECONDS, LEAST_DATE } from '../profile.js';
import type { Told } from './told.js';

export interface Clock {
  /** FIT seconds → Unix seconds; NaN stays NaN. NaN too for a time since power-on that nothing ties to a date. */
  readonly unix: (seconds: number) => number;
}

const isDate = (seconds: number): boolean => seconds >= LEAST_DATE;

/** Recorders without the time yet count from when they were switched on: what ties that to a date is a message of its own, else the file's creation. */
export function clockOf({ correlation, fileId, records, sessions }: Told, findings: Finding[]): Clock {
  let shift = NaN;
  const first = records.seconds.subarray(0, records.length).find((seconds) => !isDate(seconds));
  const counted = first ?? sessions.map(({ start }) => start).find((start) => start < LEAST_DATE);
  if (correlation && isDate(correlation.seconds)) shift = correlation.seconds - correlation.sincePowerOn;
  else if (counted !== undefined && fileId && isDate(fileId.created)) shift = fileId.created - counted;
  if (counted !== undefined)
    findings.push({
      code: 'TIME_SINCE_POWER_ON',
      message: Number.isNaN(shift)
        ? 'some times count from when the recorder was switched on, and nothing in the file ties them to a date: what has such a time is left out'
        : `some times count from when the recorder was switched on; they are taken from ${correlation ? 'what the file says the clock showed then' : 'when the file was created'}`,
    });
  return { unix: (seconds) => (isDate(seconds) ? seconds : seconds + shift) + FIT_EPOCH_SECONDS };
}

const QUARTER_HOUR = 900;
const WIDEST_OFFSET = 14 * 3600;

/** Local time less UTC as the activity message has it: only where it makes sense, for some recorders write nonsense there. */
export function utcOffsetOf({ activity }: Told, findings: Finding[]): number | null {
  if (!activity || Number.isNaN(activity.localSeconds) || Number.isNaN(activity.seconds)) return null;
  const offset = activity.localSeconds - activity.seconds;
  if (Math.abs(offset) <= WIDEST_OFFSET && offset % QUARTER_HOUR === 0) return offset;
  findings.push({
    code: 'UTC_OFFSET_IMPLAUSIBLE',
    message: `the file's local time is ${offset} seconds from UTC, which no place has: times are shown in UTC`,
  });
  return null;
}
