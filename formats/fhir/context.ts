/** What a bundle says beyond the recording itself: whose it is, where it came from, what the receiver wants. */
import { createHash } from 'node:crypto';
import type { FhirIdentifier, FhirReference } from './resources.js';
import { SYSTEMS } from './systems.js';

export interface FhirContext {
  /** Our pseudonym of the athlete, the only thing that is said of a person. */
  readonly userId: string;
  /** Stable over all revisions of the record. */
  readonly recordKey: string;
  /** `INSIDERS`. */
  readonly provider: string;
  /** Hexadecimal, of the payloads and files that the record was made from. */
  readonly rawSha256s: readonly string[];
  /** 1 = the first; any later one is sent as corrected. */
  readonly revision: number;
  /** When this revision was stored: not the time of sending, so that the same revision is always the same bytes. */
  readonly recordedAt: Date;
  readonly options: FhirOptions;
}

export interface FhirOptions {
  /** `transaction` for a server (PUT by id), `collection` to keep or download. */
  readonly bundle: 'transaction' | 'collection';
  /**
   * `pa-ig` claims the profiles of HL7's US Physical Activity guide 1.0.0, and masks what US Core wants of a Patient.
   * The heart rate profile of R4 itself needs no claim: the code implies it.
   */
  readonly claimProfiles: 'none' | 'pa-ig';
}

/** 128 bits: well within what an id may be (`[A-Za-z0-9-.]{1,64}`), with room for a name behind it. */
const hashed = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.map((part) => `${part.length}:${part}`).join(''))
    .digest('hex')
    .slice(0, 32);

/** Ids of what belongs to one record: the same for every revision. */
export const recordIdOf = ({ userId, provider, recordKey }: FhirContext): string => hashed('record', userId, provider, recordKey);

export const patientIdOf = ({ userId }: Pick<FhirContext, 'userId'>): string => hashed('patient', userId);

/** The same for every ride of one athlete with one device. */
export const deviceIdOf = ({ userId, provider }: FhirContext, ...marks: readonly string[]): string =>
  hashed('device', userId, provider, ...marks);

export const identifiersOf = (context: FhirContext, id: string): readonly FhirIdentifier[] => [
  { system: SYSTEMS.resource, value: id },
  { system: SYSTEMS.record, value: `${context.provider}/${context.recordKey}` },
];

export const patientReference = (context: FhirContext): FhirReference => ({ reference: `Patient/${patientIdOf(context)}` });
