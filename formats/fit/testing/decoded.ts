/** What tests ask of files that were built by hand. */
import { Problem } from '../../../model/problem.js';
import type { Channel, Recording } from '../../recording/recording.js';
import { decodeFit } from '../decode/decode.js';
import { type FieldValue, session, T0_MICROS, time } from './build.js';

/** @throws Error unless the file holds one recording */
export function only(bytes: Uint8Array): Recording {
  const [recording, ...more] = decodeFit(bytes);
  if (!recording || more.length > 0) throw new Error(`${more.length + (recording ? 1 : 0)} recordings`);
  return recording;
}
export const column = (recording: Recording, channel: Channel): (number | null)[] =>
  Array.from(recording.samples.channels[channel] ?? [], (value) => (Number.isNaN(value) ? null : value));
/** Since `T0`. */
export const seconds = (recording: Recording): number[] =>
  Array.from(recording.samples.micros, (micros) => (recording.startMicros + micros - T0_MICROS) / 1e6);
export const codes = ({ findings }: Recording): string[] => findings.map(({ code }) => code);
/** Of the Problem (payload) with which the file is refused; any other error is thrown on. */
export function codeOf(bytes: Uint8Array): string | undefined {
  try {
    decodeFit(bytes);
  } catch (error) {
    if (error instanceof Problem && error.kind === 'payload') return error.code;
    throw error;
  }
  return 'none';
}
export const record = (second: number, ...fields: FieldValue[]): readonly FieldValue[] => [time(second), ...fields];
export const RIDE = session(0, 3);
