/** Fewer rows of a recording, for drawing: evenly, and with its peaks. */
import type { Channel, Samples } from './recording.js';

/** Where a peak that is missing would be seen. Speed, cadence and places follow evenly. */
const PEAKS: readonly Channel[] = ['powerWatts', 'heartRateBpm', 'altitudeMeters', 'speedMetersPerSecond'];

/**
 * Rows to draw, ascending: all where they are few enough; else of each of many buckets of equal size its first row, and the rows where a channel of `PEAKS`
 * is lowest and highest. The last row is always there.
 * @param most at least 2 + 2 × 4 rows of a bucket
 */
export function rowsToDraw({ micros, channels }: Samples, most: number): Int32Array {
  const rows = micros.length;
  if (rows <= most) return Int32Array.from({ length: rows }, (_, row) => row);
  const peaks = PEAKS.flatMap((channel) => channels[channel] ?? []);
  const buckets = Math.max(1, Math.floor((most - 1) / (1 + 2 * peaks.length)));
  const kept = new Set<number>([rows - 1]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * rows) / buckets);
    const to = Math.floor(((bucket + 1) * rows) / buckets);
    kept.add(from);
    for (const column of peaks) for (const row of extremes(column, from, to)) kept.add(row);
  }
  return Int32Array.from(kept).sort();
}

/** None where the column has only gaps. */
function extremes(column: Float64Array, from: number, to: number): number[] {
  let [low, high] = [-1, -1];
  for (let row = from; row < to; row++) {
    const value = column[row] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (low < 0 || value < (column[low] ?? NaN)) low = row;
    if (high < 0 || value > (column[high] ?? NaN)) high = row;
  }
  return low < 0 ? [] : [low, high];
}
