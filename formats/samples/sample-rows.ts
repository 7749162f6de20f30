/**
 * The part of a sample that all series of a recording share, written once and copied: `{"timestamp":"…","` before the value
 * and, where the pauses are known, `,"timer_duration_seconds":…` after it.
 */
import { formatMicros } from '../../model/terra/timestamp.js';
import { putDigits } from './number-text.js';

/** Bytes of the shared head, and the distance between two heads (a multiple of 8, so that they are copied by words). */
export const HEAD_BYTES = 49;
export const HEAD_STRIDE = 56;

export interface SampleRows {
  readonly heads: Buffer;
  /** Tail `i` is `tails[tailEnds[i-1] … tailEnds[i])`; null where nothing is known of pauses. */
  readonly tails: Buffer | null;
  readonly tailEnds: Int32Array;
}

/** The instant and offset to which all samples of a recording refer. */
export interface LocalClock {
  /** Unix microseconds. */
  readonly startMicros: number;
  /** Local time minus UTC. */
  readonly offsetMinutes: number;
}

const DAY_MICROS = 86_400_000_000;

/** Local time of `clock`, `micros` after its start. */
const timestampOf = (clock: LocalClock, micros: number): string => formatMicros(clock.startMicros + micros, clock.offsetMinutes);

/** @param micros of each sample after the clock's start, ascending. */
export function sampleHeads(clock: LocalClock, micros: Float64Array): Buffer {
  const heads = Buffer.alloc(micros.length * HEAD_STRIDE, 0x20);
  const localStart = clock.startMicros + clock.offsetMinutes * 60_000_000;
  const template = Buffer.alloc(HEAD_STRIDE, 0x20);
  let day = NaN;
  for (let i = 0; i < micros.length; i++) {
    const local = localStart + (micros[i] ?? 0);
    const today = Math.floor(local / DAY_MICROS);
    if (today !== day) {
      day = today;
      template.write(`{"timestamp":"${timestampOf(clock, micros[i] ?? 0)}","`, 'latin1');
    }
    const inDay = local - today * DAY_MICROS;
    const second = Math.floor(inDay / 1_000_000) | 0;
    const minute = (second / 60) | 0;
    const hour = (minute / 60) | 0;
    putDigits(template, 25, 27, hour);
    putDigits(template, 28, 30, minute - hour * 60);
    putDigits(template, 31, 33, second - minute * 60);
    putDigits(template, 34, 40, (inDay - second * 1_000_000) | 0);
    heads.set(template, i * HEAD_STRIDE);
  }
  return heads;
}

/** @param timerMicros of each sample; NaN where it is not known (then the sample says nothing of it). */
export function sampleTails(timerMicros: Float64Array): { tails: Buffer; tailEnds: Int32Array } {
  const tailEnds = new Int32Array(timerMicros.length);
  const texts: string[] = [];
  let end = 0;
  for (let i = 0; i < timerMicros.length; i++) {
    const timer = timerMicros[i] ?? 0;
    const text = Number.isNaN(timer) ? '' : `,"timer_duration_seconds":${timer / 1_000_000}`;
    texts.push(text);
    tailEnds[i] = end += text.length;
  }
  return { tails: Buffer.from(texts.join(''), 'latin1'), tailEnds };
}
