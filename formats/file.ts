/** An activity file of whatever kind, told by its content, as recordings. */
import { Problem } from '../model/problem.js';
import { type Look, lookAt } from './file/looks.js';
import { gunzip, unzip } from './file/unpack.js';
import { decodeFit } from './fit/decode/decode.js';
import { decodeGpx } from './gpx/decode.js';
import { contradictionsOf } from './recording/contradictions.js';
import { withoutFarSamples } from './recording/far-samples.js';
import { LONGEST_SECONDS, timeProblem } from './recording/limits.js';
import type { Finding, Recording } from './recording/recording.js';
import { decodeTcx } from './tcx/decode.js';
import { recordingsOfTerraJson } from './file/terra-json.js';

export type FileFormat = 'fit' | 'gpx' | 'tcx' | 'terra';

export interface FileLimits {
  /** Of the file as it comes. */
  readonly maxBytes: number;
  /** Of what is inside gzip or zip. */
  readonly maxUnpackedBytes: number;
}

/** The longest ride at hand (6.6 h) has 0.7 MB as FIT and 3 MB as GPX. */
export const FILE_LIMITS: FileLimits = Object.freeze({ maxBytes: 64 * 1024 * 1024, maxUnpackedBytes: 64 * 1024 * 1024 });

export interface ActivityFileOptions {
  /** For messages only; what a file is, its bytes say. */
  readonly name?: string | undefined;
  readonly limits?: Partial<FileLimits> | undefined;
}

export interface ActivityFile {
  readonly format: FileFormat;
  /** At least one. */
  readonly recordings: readonly Recording[];
}

/** A `.fit.gz` inside a zip is as deep as people pack. */
const MAX_LAYERS = 3;

/**
 * Reads FIT, GPX, TCX or Terra's Activity JSON, also inside gzip or a zip of one file. Takes as long as the file is large (a ride: up to 0.2 s), so a
 * server calls it in a worker thread.
 * @throws Problem payload: FILE_EMPTY, FILE_TOO_LARGE, FILE_UNKNOWN (says what it looks like), FILE_GZIP, FILE_ZIP, RECORDING_TIME (longer than 31 days), and those of the format's reader
 */
export function readActivityFile(bytes: Uint8Array, { name, limits }: ActivityFileOptions = {}): ActivityFile {
  const { maxBytes, maxUnpackedBytes } = { ...FILE_LIMITS, ...limits };
  const what = name === undefined ? 'the file' : `"${name}"`;
  if (bytes.length > maxBytes)
    throw new Problem('payload', `${what} has ${bytes.length} bytes; more than ${maxBytes} are not read`, {
      code: 'FILE_TOO_LARGE',
    });
  const findings: Finding[] = [];
  let content = bytes;
  for (let layer = 0; layer <= MAX_LAYERS; layer++) {
    if (content.length === 0)
      throw new Problem('payload', `${what} is empty: export or download it again`, { code: 'FILE_EMPTY' });
    const look = lookAt(content);
    if (look === 'gzip') content = gunzip(content, maxUnpackedBytes, findings);
    else if (look === 'zip') content = unzip(content, maxUnpackedBytes);
    else return decode(content, look, what, findings);
  }
  throw new Problem('payload', `${what} is packed more than ${MAX_LAYERS} times over: unpack it first`, { code: 'FILE_ZIP' });
}

const secondsOf = ({ samples, totals }: Recording): number =>
  Math.max((samples.micros.at(-1) ?? 0) / 1e6, totals.elapsedSeconds ?? 0);

/** @throws Problem payload RECORDING_TIME */
function ofPossibleLength(recording: Recording, what: string): Recording {
  if (secondsOf(recording) <= LONGEST_SECONDS) return recording;
  const near = withoutFarSamples(recording);
  const seconds = secondsOf(near);
  if (seconds <= LONGEST_SECONDS) return near;
  throw timeProblem(
    `a recording in ${what} takes ${Math.round(seconds / 86_400)} days, from its first time to its last; more than ${LONGEST_SECONDS / 86_400} are not read`,
  );
}

function withContradictions(recording: Recording): Recording {
  const told = contradictionsOf(recording);
  return told.length === 0 ? recording : { ...recording, findings: [...recording.findings, ...told] };
}

const READERS: Readonly<Record<FileFormat, (bytes: Uint8Array) => readonly Recording[]>> = {
  fit: decodeFit,
  gpx: decodeGpx,
  tcx: decodeTcx,
  terra: recordingsOfTerraJson,
};

function decode(
  bytes: Uint8Array,
  look: Exclude<Look, 'gzip' | 'zip'>,
  what: string,
  findings: readonly Finding[],
): ActivityFile {
  if (typeof look === 'object')
    throw new Problem('payload', `${what} is ${look.other}: a FIT, GPX or TCX file, or Terra's JSON of an activity, is needed`, {
      code: 'FILE_UNKNOWN',
    });
  const format = look === 'json' ? 'terra' : look;
  const recordings = READERS[format](bytes)
    .map((recording) => ofPossibleLength(recording, what))
    // What is Terra's has been through this, or is somebody else's who has reckoned it.
    .map((recording) => (format === 'terra' ? recording : withContradictions(recording)));
  const [first, ...others] = recordings;
  if (first === undefined || findings.length === 0) return { format, recordings };
  return { format, recordings: [{ ...first, findings: [...findings, ...first.findings] }, ...others] };
}
