/** What a recording can be converted to. */
import { encodeFhir } from '../../../../formats/fhir/bundle.js';
import { encodeFit } from '../../../../formats/fit/encode-recording.js';
import { encodeGpx } from '../../../../formats/gpx/encode.js';
import { reckoned } from '../../../../formats/recording/derive.js';
import type { Recording } from '../../../../formats/recording/recording.js';
import { encodeTcx } from '../../../../formats/tcx/encode.js';
import { terraActivityOf } from '../../../../formats/terra/encode.js';
import type { Target } from './target-names.js';

export const EXTENSIONS: Readonly<Record<Target, string>> = {
  terra: '.json',
  fit: '.fit',
  fhir: '.fhir.json',
  gpx: '.gpx',
  tcx: '.tcx',
};

/** Where a recording comes from, for formats that want ids: the same file gives the same bytes every time. */
export interface Source {
  readonly sha256: string;
  /** Counts the recordings of one file from 0. */
  readonly index: number;
}

type Encoder = (recording: Recording, source: Source) => Uint8Array;

const ID_CHARACTERS = 32;
const keyOf = ({ sha256, index }: Source): string => `${sha256.slice(0, ID_CHARACTERS)}${index === 0 ? '' : `-${index + 1}`}`;

const ENCODERS: Readonly<Record<Target, Encoder>> = {
  terra: (recording, source) => terraActivityOf(recording, { summaryId: keyOf(source) }).body,
  // As a stored activity is written, whose totals are reckoned by then: a session without any is shown as nothing by most programs.
  fit: (recording) => encodeFit(reckoned(recording)),
  fhir: (recording, source) =>
    encodeFhir(reckoned(recording), {
      userId: 'unknown',
      recordKey: keyOf(source),
      provider: 'FILE',
      rawSha256s: [source.sha256],
      revision: 1,
      // Of the ride, not of now: converting twice gives the same bytes.
      recordedAt: new Date(recording.startMicros / 1000),
      options: { bundle: 'collection', claimProfiles: 'none' },
    }),
  gpx: encodeGpx,
  tcx: encodeTcx,
};

/** @throws Problem payload when the target cannot hold it */
export const encodeTo = (target: Target, recording: Recording, source: Source): Uint8Array => ENCODERS[target](recording, source);
