/** Any Terra Activity that is stored, as a recording: for writing it in other formats. */
import { Problem } from '../../model/problem.js';
import { TIMESTAMP_LOCALIZATIONS } from '../../model/terra/common/enumerations.js';
import { checkCount, MAX_LAPS } from '../recording/limits.js';
import type { Channel, Finding, Recording } from '../recording/recording.js';
import { lapsOf, legsOf, totalsOf } from './decode-totals.js';
import { listOf, type ScannedDocument, scanDocument } from './decode-samples.js';
import { columnOfRows, rowsOf, sortedList } from './merge-series.js';
import { arrayOf, PLACES, SERIES, type SeriesPlace } from './places.js';
import type { SampleList } from './scan-samples.js';
import { type StoredActivity, storedActivitySchema } from './stored-activity.js';
import { withoutNone } from './without-none.js';
import { timestampMicros, timestampOffsetSeconds } from './timestamp.js';
import { pausesOf } from './told-pauses.js';

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[key] : undefined),
    value,
  );
}

interface Listed {
  readonly place: SeriesPlace;
  readonly list: SampleList;
}

/** The series that have samples, each in order of time. */
function seriesOf(document: ScannedDocument, findings: Finding[]): Listed[] {
  return SERIES.flatMap((place): Listed[] => {
    const list = listOf(at(document.skeleton, place.path), place, document.lists, findings);
    if (list === null || list.micros.length === 0) return [];
    const sorted = sortedList(list);
    if (sorted !== null)
      findings.push({ code: 'SAMPLES_OUT_OF_ORDER', message: `${arrayOf(place)} go back in time; they were put in order` });
    return [{ place, list: sorted ?? list }];
  });
}

/** Columns of all series, and the recorder's clock where any of them tells it (NaN where none does). */
function columnsOf(listed: readonly Listed[]) {
  const { micros, places } = rowsOf(listed.map(({ list }) => list));
  const channels: Partial<Record<Channel, Float64Array>> = {};
  const timer = new Float64Array(micros.length).fill(NaN);
  listed.forEach(({ place, list }, s) => {
    const rows = places[s] ?? new Int32Array(0);
    const known = (values: Float64Array): boolean => values.some((value) => !Number.isNaN(value));
    if (known(list.values)) channels[place.channel] = columnOfRows(micros.length, rows, list.values);
    if (place.pairedWith !== undefined && known(list.seconds))
      channels[place.pairedWith] = columnOfRows(micros.length, rows, list.seconds);
    for (let i = 0; i < rows.length; i++) {
      const clock = list.timer[i] ?? NaN;
      if (!Number.isNaN(clock)) timer[rows[i] ?? 0] = clock;
    }
  });
  return { micros, channels, timer };
}

function storedOf(skeleton: unknown): StoredActivity {
  const parsed = storedActivitySchema.safeParse(skeleton);
  if (parsed.success) {
    checkCount('JSON', 'laps', parsed.data.lap_data?.laps?.length ?? 0, MAX_LAPS);
    checkCount('JSON', 'legs', parsed.data.freehub?.legs?.length ?? 0, MAX_LAPS);
    return parsed.data;
  }
  const place = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new Problem('payload', `the activity has an unknown shape at ${place === '' ? 'its top' : place}`, {
    code: 'TERRA_SHAPE',
  });
}

function deviceOf(device: StoredActivity['device_data']): Recording['device'] {
  if (!device) return null;
  return {
    name: device.name ?? null,
    manufacturer: device.manufacturer ?? null,
    serialNumber: device.serial_number ?? null,
    softwareVersion: device.software_version ?? null,
  };
}

/** In UTC nothing is known of the local time; a record that does not say has one where it is not UTC. */
function offsetOf({ start_time, timestamp_localization: localization }: StoredActivity['metadata']): number | null {
  const seconds = timestampOffsetSeconds(start_time);
  return seconds === 0 && localization !== TIMESTAMP_LOCALIZATIONS.LOCAL ? null : seconds;
}

/**
 * Samples of all series come together in rows by their instants; a row that Terra told in no series is not there.
 * Pauses are as the samples' `timer_duration_seconds` tell them; what we reckoned is named again in `derived`.
 * Others' records may tell heart rates and positions that mean none: they are none here, as in every recording, and a finding says so.
 * @param body UTF-8 JSON
 * @throws Problem payload `TERRA_NO_JSON`, `TERRA_SHAPE`, `TERRA_SAMPLES`, `FILE_TOO_LARGE`
 */
export function recordingOfTerra(body: Uint8Array): Recording {
  let document: ScannedDocument;
  try {
    document = scanDocument(body);
  } catch (cause) {
    throw new Problem('payload', 'the activity is no JSON', { code: 'TERRA_NO_JSON', cause });
  }
  return recordingOf(document);
}

/** The same of what was parsed already. @throws Problem payload `TERRA_SHAPE`, `TERRA_SAMPLES`, `FILE_TOO_LARGE` */
export const recordingOfTerraObject = (activity: unknown): Recording => recordingOf({ skeleton: activity, lists: new Map() });

function recordingOf(document: ScannedDocument): Recording {
  const activity = storedOf(document.skeleton);
  const { metadata, freehub } = activity;
  const findings: Finding[] = [...(freehub?.findings ?? [])];
  const { micros, channels: columns, timer } = columnsOf(seriesOf(document, findings));
  const channels = withoutNone(columns, findings);
  const claimedStart = timestampMicros(metadata.start_time);
  const startMicros = Math.min(claimedStart, micros[0] ?? Infinity);
  for (let i = 0; i < micros.length; i++) micros[i] = (micros[i] ?? 0) - startMicros;
  const totals = totalsOf(activity, startMicros);
  const derived = new Set(freehub?.derived);
  const reckoned = (Object.keys(totals) as (keyof typeof totals)[]).filter((key) => derived.has(PLACES[key] ?? ''));
  return {
    startMicros,
    utcOffsetSeconds: offsetOf(metadata),
    type: metadata.type,
    virtual: freehub?.virtual ?? false,
    name: metadata.name ?? null,
    device: deviceOf(activity.device_data),
    totals,
    ...(reckoned.length > 0 && { derived: reckoned }),
    samples: { micros, channels },
    laps: lapsOf(activity, startMicros, findings),
    legs: legsOf(activity, startMicros, totals),
    pauses: pausesOf(micros, timer),
    findings,
  };
}
