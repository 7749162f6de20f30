/** A recording as the bytes of Terra's Activity; nothing of a column is turned into objects (samples/sample-writer.ts). */
import { Problem } from '../../model/problem.js';
import { UPLOAD_TYPES } from '../../model/terra/common/enumerations.js';
import { withoutSamples } from '../../model/terra/common/samples.js';
import type { Activity } from '../../model/terra/activity/activity.js';
import { formatMicros } from '../../model/terra/timestamp.js';
import { claimedMovingSeconds, withDerived } from '../recording/derive.js';
import { timeProblem } from '../recording/limits.js';
import type { Recording, Samples, Totals } from '../recording/recording.js';
import { timerMicrosOf } from '../recording/timer.js';
import { columnOfNumbers, columnOfPairs } from '../samples/number-column.js';
import { sampleHeads, sampleTails, type SampleRows } from '../samples/sample-rows.js';
import { type Series, writeWithSamples } from '../samples/sample-writer.js';
import { placesWhere, type Track, trackOf } from '../samples/track.js';
import { activityOf } from './activity-of.js';
import { toldBy } from './told-by-recording.js';
import { extensionOf } from './encode-extension.js';
import { arrayOf, SERIES } from './places.js';

export interface TerraOptions {
  /** The record's key among those of its connection. */
  readonly summaryId: string;
  /** How it came to the source. AUTOMATIC (a device recorded it) when left out. */
  readonly uploadType?: Activity['metadata']['upload_type'];
}

export interface TerraActivity {
  /** UTF-8 JSON with all samples. */
  readonly body: Uint8Array;
  /** The same without `*_samples`. */
  readonly summary: Uint8Array;
  /** ISO 8601 with offset, as in the body. */
  readonly startTime: string;
  readonly endTime: string;
}

/** Doubles hold microseconds until 2255; before 1970 nobody recorded anything. */
const LATEST_MICROS = Date.UTC(2200, 0) * 1000;
/** No clock on earth is further from UTC. */
const FARTHEST_OFFSET_SECONDS = 14 * 3600;

function checkTimes({ startMicros, utcOffsetSeconds, samples, laps, legs }: Recording, { elapsedSeconds }: Totals): void {
  const ends = [
    (elapsedSeconds ?? 0) * 1e6,
    samples.micros.at(-1) ?? 0,
    ...laps.map((lap) => lap.startMicros + (lap.totals.elapsedSeconds ?? 0) * 1e6),
    ...legs.map((leg) => leg.startMicros),
  ];
  const starts = [0, samples.micros[0] ?? 0, ...laps.map((lap) => lap.startMicros), ...legs.map((leg) => leg.startMicros)];
  if (starts.some((start) => !(startMicros + start >= 0)) || ends.some((end) => !(startMicros + end < LATEST_MICROS)))
    throw timeProblem('the recording has a time before 1970 or after 2199');
  if (Math.abs(utcOffsetSeconds ?? 0) > FARTHEST_OFFSET_SECONDS)
    throw new Problem('payload', 'the recording has a local time more than 14 hours from UTC', { code: 'RECORDING_TIME' });
}

/** To the decimals in which the samples tell it (places.ts). */
const degreesOf = (degrees: number | undefined): number => Math.round((degrees ?? 0) * 1e8) / 1e8;

function trackOfSamples({ micros, channels }: Samples): Track {
  const { latitudeDegrees: latitudes, longitudeDegrees: longitudes } = channels;
  const known = placesWhere(micros.length, (i) => Number.isFinite(latitudes?.[i]) && Number.isFinite(longitudes?.[i]));
  return trackOf(micros, known, (i) => [degreesOf(latitudes?.[i]), degreesOf(longitudes?.[i])]);
}

function seriesOf({ channels }: Samples): Series[] {
  return SERIES.flatMap((place): Series[] => {
    const values = channels[place.channel];
    // One without any value says nothing: the list of temperatures is not even there.
    if (values?.some(Number.isFinite) !== true) return [];
    const named = { array: arrayOf(place), value: place.value };
    if (place.pairedWith === undefined) return [{ ...named, column: columnOfNumbers(values, place.decimals) }];
    const others = channels[place.pairedWith];
    return others === undefined ? [] : [{ ...named, column: columnOfPairs(values, others, place.decimals) }];
  });
}

/** Samples tell the recorder's clock only where it is another than time itself. */
function tailsOf({ samples: { micros }, pauses }: Recording): Pick<SampleRows, 'tails' | 'tailEnds'> {
  const last = micros.at(-1) ?? 0;
  if (!pauses.some(({ startMicros, endMicros }) => startMicros < last && endMicros > Math.max(0, startMicros)))
    return { tails: null, tailEnds: new Int32Array(0) };
  return sampleTails(timerMicrosOf(micros, pauses));
}

/**
 * Complete: every key of Terra's model, null where nothing is known; totals that the source does not claim are reckoned from the samples and named in
 * `freehub.derived`. Values are written to the decimals of places.ts. Offsets are whole minutes; instants stay exact.
 * @throws Problem payload `RECORDING_TIME` for a time that nobody can have recorded at
 */
export function terraActivityOf(recording: Recording, { summaryId, uploadType }: TerraOptions): TerraActivity {
  const { totals, derived } = withDerived(recording);
  checkTimes(recording, totals);
  const { startMicros, samples } = recording;
  const offsetMinutes = Math.round((recording.utcOffsetSeconds ?? 0) / 60);
  const timeOf = (micros: number): string => formatMicros(startMicros + micros, offsetMinutes);
  const told = toldBy(recording, {
    summaryId,
    uploadType: uploadType ?? UPLOAD_TYPES.AUTOMATIC,
    totals,
    claimedMovingSeconds: claimedMovingSeconds(recording),
    track: trackOfSamples(samples),
    extension: extensionOf(recording, derived, timeOf),
    timeOf,
  });
  const activity = activityOf(told);
  const rows: SampleRows = { heads: sampleHeads({ startMicros, offsetMinutes }, samples.micros), ...tailsOf(recording) };
  return {
    body: writeWithSamples(JSON.stringify(activity), rows, seriesOf(samples)),
    summary: Buffer.from(JSON.stringify(activity, withoutSamples)),
    startTime: activity.metadata.start_time,
    endTime: activity.metadata.end_time,
  };
}
