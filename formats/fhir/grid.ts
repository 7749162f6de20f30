/**
 * SampledData knows one constant period only, so samples are laid on a grid of whole seconds that begins at the first of them. A sample goes to the
 * second it is nearest to; of several the nearest is kept, of equally near ones the last (10 samples a second: the one on the second). A second
 * without any stays empty: nothing is interpolated or held. Where nothing was recorded for long, one grid ends and another begins.
 */
import { Problem } from '../../model/problem.js';

export const MICROS_PER_SECOND = 1_000_000;
/** Longer than this without any sample: a new grid. Shorter gaps are two bytes a second. */
const LONG_GAP_MICROS = 300 * MICROS_PER_SECOND;
/** Ids of grids are numbered; a deletion must be able to name them all. With more long gaps only the longest part grids. */
export const MAX_GRIDS = 32;
/** A fortnight: beyond it the times are wrong, and the text of empty seconds would fill the memory. */
const MAX_SECONDS = 14 * 86_400;

/** Samples `from` (inclusive) to `to` (exclusive), and where each goes. */
export interface Grid {
  /** Of the first second, since the recording's start. */
  readonly startMicros: number;
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
  /** For sample `from + i`: its second. */
  readonly places: Int32Array;
  /** For sample `from + i`: how far it is from that second, in microseconds. */
  readonly distances: Float64Array;
}

/**
 * @param micros ascending
 * @throws Problem payload when the samples cover more than a fortnight even without the long gaps.
 */
export function gridsOf(micros: Float64Array): readonly Grid[] {
  if (micros.length === 0) return [];
  const cuts: number[] = [];
  for (let i = 1; i < micros.length; i++) if (gapBefore(micros, i) > LONG_GAP_MICROS) cuts.push(i);
  const kept = cuts
    .sort((a, b) => gapBefore(micros, b) - gapBefore(micros, a))
    .slice(0, MAX_GRIDS - 1)
    .sort((a, b) => a - b);
  const starts = [0, ...kept];
  const spans = starts.map((from, i) => ({ from, to: starts[i + 1] ?? micros.length }));
  const seconds = spans.reduce((sum, { from, to }) => sum + secondsOf(micros, from, to), 0);
  if (!(seconds <= MAX_SECONDS))
    throw new Problem('payload', 'the samples of the activity cover more than a fortnight: its times are wrong at the source', {
      code: 'FHIR_SERIES_TOO_LONG',
    });
  return spans.map(({ from, to }) => gridOf(micros, from, to));
}

const gapBefore = (micros: Float64Array, i: number): number => (micros[i] ?? 0) - (micros[i - 1] ?? 0);

const secondsOf = (micros: Float64Array, from: number, to: number): number =>
  Math.round(((micros[to - 1] ?? 0) - (micros[from] ?? 0)) / MICROS_PER_SECOND) + 1;

function gridOf(micros: Float64Array, from: number, to: number): Grid {
  const startMicros = micros[from] ?? 0;
  const places = new Int32Array(to - from);
  const distances = new Float64Array(to - from);
  for (let i = 0; i < places.length; i++) {
    const since = (micros[from + i] ?? 0) - startMicros;
    const place = Math.round(since / MICROS_PER_SECOND);
    places[i] = place;
    distances[i] = Math.abs(since - place * MICROS_PER_SECOND);
  }
  return { startMicros, seconds: secondsOf(micros, from, to), from, to, places, distances };
}

/** The values of one channel, one for each second; NaN = empty. @returns null when all are. */
export function onGrid(column: Float64Array, grid: Grid): Float64Array | null {
  const { from, places, distances, seconds } = grid;
  const values = new Float64Array(seconds).fill(NaN);
  const nearest = new Float64Array(seconds).fill(Infinity);
  let any = false;
  for (let i = 0; i < places.length; i++) {
    const value = column[from + i] ?? NaN;
    const place = places[i] ?? 0;
    const distance = distances[i] ?? 0;
    if (!Number.isFinite(value) || distance > (nearest[place] ?? 0)) continue;
    values[place] = value;
    nearest[place] = distance;
    any = true;
  }
  return any ? values : null;
}
