/** A stored activity as a file of another format, from bytes to bytes. Runs in a thread for large ones (converter.ts). */
import { zstdDecompressSync } from 'node:zlib';
import { encodeBundle, encodeFhir, fhirBundleOf } from '../../formats/fhir/bundle.js';
import { fhirCollectionOf, fhirOutcomeOf } from '../../formats/fhir/collection.js';
import type { FhirContext, FhirOptions } from '../../formats/fhir/context.js';
import { encodeFit } from '../../formats/fit/encode-recording.js';
import { encodeGpx } from '../../formats/gpx/encode.js';
import type { Recording } from '../../formats/recording/recording.js';
import { encodeTcx } from '../../formats/tcx/encode.js';
import { recordingOfTerra } from '../../formats/terra/decode.js';
import type { ActivityFormat } from '../../model/activity-format.js';
import { Problem, type StoredProblem } from '../../model/problem.js';
import { seriesJson } from './series.js';
import { type Thresholds, zonesOf } from './zones.js';

/** A revision of a record: the same revision is always the same file. */
export interface StoredActivity extends Omit<FhirContext, 'options'> {
  /** Of the record's final JSON. */
  readonly zstd: Uint8Array;
  /** Of the JSON. */
  readonly bytes: number;
}

/** One activity as a file, or many of one user as one Bundle of FHIR. */
export type ConvertJob =
  | { readonly format: ActivityFormat; readonly bundle: FhirOptions['bundle']; readonly activity: StoredActivity }
  | {
      readonly format: 'fhir-collection';
      readonly userId: string;
      readonly at: Date;
      readonly activities: readonly StoredActivity[];
    }
  | LookJob;

type Body = Pick<StoredActivity, 'zstd' | 'bytes'>;
/** For looking at it, as JSON: columns to draw (`series.ts`), time in zones (`zones.ts`). */
export type LookJob =
  | { readonly format: 'series'; readonly points: number; readonly activity: Body }
  | { readonly format: 'zones'; readonly thresholds: Thresholds; readonly activity: Body };

export type Converted =
  { readonly bytes: Uint8Array; readonly problem: null } | { readonly bytes: null; readonly problem: StoredProblem };

const options = (bundle: FhirOptions['bundle']): FhirOptions => ({ bundle, claimProfiles: 'none' });

export const fhirContextOf = (activity: StoredActivity, bundle: FhirOptions['bundle']): FhirContext => {
  const { userId, recordKey, provider, rawSha256s, revision, recordedAt } = activity;
  return { userId, recordKey, provider, rawSha256s, revision, recordedAt, options: options(bundle) };
};

/** One allocation: its length is known. */
const recordingOf = ({ zstd, bytes }: Body): Recording =>
  recordingOfTerra(zstdDecompressSync(zstd, { chunkSize: Math.max(64, bytes + 64) }));

const ENCODERS: Readonly<Record<Exclude<ActivityFormat, 'fhir'>, (recording: Recording) => Uint8Array>> = {
  fit: encodeFit,
  gpx: encodeGpx,
  tcx: encodeTcx,
};

/** Never throws: across threads an error would lose its class. */
export function convert(job: ConvertJob): Converted {
  try {
    return { bytes: bytesOf(job), problem: null };
  } catch (error) {
    return { bytes: null, problem: Problem.from(error, 'converting the activity').toJSON() };
  }
}

function bytesOf(job: ConvertJob): Uint8Array {
  switch (job.format) {
    case 'fhir-collection':
      return collection(job);
    case 'series':
      return seriesJson(recordingOf(job.activity), job.points);
    case 'zones':
      return Buffer.from(JSON.stringify(zonesOf(recordingOf(job.activity), job.thresholds)));
    case 'fit':
    case 'fhir':
    case 'gpx':
    case 'tcx':
      return file(job);
  }
}

function file({ format, bundle, activity }: Extract<ConvertJob, { format: ActivityFormat }>): Uint8Array {
  const recording = recordingOf(activity);
  return format === 'fhir' ? encodeFhir(recording, fhirContextOf(activity, bundle)) : ENCODERS[format](recording);
}

/** An activity that FHIR cannot hold costs only itself. */
function collection({ userId, at, activities }: Extract<ConvertJob, { format: 'fhir-collection' }>): Uint8Array {
  const parts = activities.map((activity) => {
    const context = fhirContextOf(activity, 'collection');
    try {
      return fhirBundleOf(recordingOf(activity), context);
    } catch (error) {
      const { kind, message, code } = Problem.from(error, 'converting the activity');
      if (kind !== 'payload') throw error;
      return fhirOutcomeOf(context, `activity ${activity.recordKey}: ${message}${code === undefined ? '' : ` (${code})`}`);
    }
  });
  return encodeBundle(fhirCollectionOf({ userId, options: options('collection') }, at, parts));
}
