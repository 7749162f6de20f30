/** What one FIT file told, as a recording. */
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { LAP_TRIGGERS } from '../../../model/terra/common/enumerations.js';
import {
  type Channel,
  type Finding,
  type Lap,
  type Leg,
  NO_TOTALS,
  type Recording,
  type RecordingDevice,
} from '../../recording/recording.js';
import { manufacturerName } from '../profile.js';
import { activityTypeOfFit, FIT_SUB_SPORTS } from '../sports.js';
import { tellAppFields } from './app-fields.js';
import { type Clock, clockOf, utcOffsetOf } from './clock.js';
import { pausesOf } from './pauses.js';
import { spikes, withoutSilence } from '../../recording/plausible.js';
import { type Rows, rowsOf, withHeartbeats } from './rows.js';
import type { Told } from './told.js';
import { measured, totalsOf, typeOf } from './totals.js';

/** What claims to begin this long before the first record, or after the last, has a clock that was wrong. */
const LONGEST_LEAD_SECONDS = 86_400;
/** A step this long between two records is a clock that was set, not a break. */
const LONGEST_STEP_SECONDS = 7 * 86_400;

/** @returns null when nothing in the file has a time: then it holds no activity. */
export function recordingOf(told: Told, given: readonly Finding[]): Recording | null {
  const findings = [...given];
  const clock = clockOf(told, findings);
  const records = rowsOf(told, clock, findings);
  const span = spanOf(told, clock, records, findings);
  if (span === null) return null;
  const rows = withHeartbeats(records, told, clock, span.start, span.end, findings);
  const startMicros = Math.round(Math.min(span.start, rows.seconds[0] ?? Infinity) * 1e6);
  const micros = (seconds: number): number => {
    const unix = clock.unix(seconds);
    return isNear(unix, records.seconds, span.end) ? Math.max(0, Math.round(unix * 1e6) - startMicros) : NaN;
  };
  const channels = withoutSilence(rows.channels, findings);
  spikes(channels, findings);
  tellAppFields(told.appFields, channels, findings);
  const legs = legsOf(told, micros, channels, findings);
  return {
    startMicros,
    utcOffsetSeconds: utcOffsetOf(told, findings),
    type: typeOf(legs),
    virtual: told.sessions.some(({ subSport }) => subSport === FIT_SUB_SPORTS.virtual_activity),
    name: null,
    device: deviceOf(told),
    totals: totalsOf(legs),
    samples: {
      micros: microsOf(rows.seconds, startMicros),
      channels: Object.fromEntries(channels),
    },
    laps: lapsOf(told, micros, channels, findings),
    legs,
    pauses: pausesOf(told.timer, micros),
    findings,
  };
}

function microsOf(seconds: Float64Array, startMicros: number): Float64Array {
  const micros = new Float64Array(seconds.length);
  for (let row = 0; row < micros.length; row++) micros[row] = Math.round((seconds[row] ?? NaN) * 1e6) - startMicros;
  return micros;
}

/** Unix seconds from the earliest start that is claimed or seen to the latest end. */
function spanOf(
  { sessions, fileId }: Told,
  clock: Clock,
  { seconds }: Rows,
  findings: Finding[],
): { readonly start: number; readonly end: number } | null {
  const first = seconds[0] ?? NaN;
  const last = seconds.at(-1) ?? NaN;
  for (let i = 1; i < seconds.length; i++)
    if ((seconds[i] ?? NaN) - (seconds[i - 1] ?? NaN) > LONGEST_STEP_SECONDS) {
      findings.push({
        code: 'CLOCK_JUMP',
        message: 'the time jumps by more than a week between two records: the clock was probably set',
      });
      break;
    }
  const claimed = sessions.map(({ start, totals }) => {
    const at = clock.unix(start);
    return { start: at, end: at + (totals.elapsedSeconds ?? 0) };
  });
  const sound = claimed.filter(({ start }) => isNear(start, seconds));
  if (sound.length < claimed.length)
    findings.push({
      code: 'START_IMPLAUSIBLE',
      message: 'a session has no start, or one more than a day from the records: the first record counts',
    });
  const created = clock.unix(fileId?.created ?? NaN);
  const known = [...sound.map(({ start }) => start), first].filter((second) => !Number.isNaN(second));
  const start = known.length > 0 ? Math.min(...known) : sessions.length > 0 ? created : NaN;
  if (Number.isNaN(start)) return null;
  return { start, end: Math.max(start, ...sound.map(({ end }) => end), Number.isNaN(last) ? start : last) };
}

/** Whether something may begin at `start` (Unix seconds), as far as the records tell, and what goes on until `end`. A single record is only there because FIT wants one. */
function isNear(start: number, records: Float64Array, end = -Infinity): boolean {
  if (Number.isNaN(start) || start < (records[0] ?? NaN) - LONGEST_LEAD_SECONDS) return false;
  return records.length < 2 || start <= Math.max(records.at(-1) ?? NaN, end) + LONGEST_LEAD_SECONDS;
}

/** @param micros FIT seconds → microseconds since the recording's start; NaN where nothing of it can be */
function legsOf(
  { sessions, sport }: Told,
  micros: (seconds: number) => number,
  channels: ReadonlyMap<Channel, Float64Array>,
  findings: Finding[],
): Leg[] {
  const legs = sessions.map(({ start, totals, sport: own, subSport }) => ({
    startMicros: micros(start) || 0,
    type: activityTypeOfFit(
      Number.isNaN(own) ? (sport?.sport ?? NaN) : own,
      Number.isNaN(own) ? (sport?.subSport ?? NaN) : subSport,
    ),
    totals: measured(totals, channels),
  }));
  if (legs.length > 0) return legs.sort((a, b) => a.startMicros - b.startMicros);
  findings.push({
    code: 'SUMMARY_MISSING',
    message: 'the file has no session, which holds the totals: they are reckoned from the samples',
  });
  const type = sport ? activityTypeOfFit(sport.sport, sport.subSport) : ACTIVITY_TYPES.UNKNOWN;
  return [{ startMicros: 0, type, totals: NO_TOTALS }];
}

function lapsOf(
  { laps }: Told,
  micros: (seconds: number) => number,
  channels: ReadonlyMap<Channel, Float64Array>,
  findings: Finding[],
): Lap[] {
  const placed = laps
    .map(({ start, totals, trigger }) => ({
      startMicros: micros(start),
      totals: measured(totals, channels),
      trigger: Number.isNaN(trigger) ? null : (LAP_TRIGGERS[trigger] ?? 'UNSPECIFIED'),
    }))
    .filter(({ startMicros }) => !Number.isNaN(startMicros))
    .sort((a, b) => a.startMicros - b.startMicros);
  if (placed.length < laps.length)
    findings.push({
      code: 'LAPS_WITHOUT_TIME',
      message: `${laps.length - placed.length} laps have no start, or one more than a day from the records, and were left out`,
    });
  return placed;
}

function deviceOf({ fileId, creator }: Told): RecordingDevice | null {
  const serial = [fileId?.serialNumber, creator?.serialNumber].find((number) => number !== undefined && !Number.isNaN(number));
  const manufacturer = manufacturerName(fileId?.manufacturer ?? NaN) ?? manufacturerName(creator?.manufacturer ?? NaN);
  const version = creator?.softwareVersion ?? NaN;
  const device = {
    name: fileId?.productName ?? creator?.productName ?? null,
    manufacturer,
    serialNumber: serial === undefined ? null : String(serial),
    softwareVersion: Number.isNaN(version) ? null : (version / 100).toFixed(2),
  };
  return Object.values(device).every((value) => value === null) ? null : device;
}
