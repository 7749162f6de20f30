/** What the map needs of Insiders' positions. */
import { Problem } from '../../../model/problem.js';
import type { Column } from '../../../formats/samples/column.js';
import { pairAt } from '../../../formats/samples/column.js';
import type { Point, Track } from '../../../formats/samples/track.js';
import { placesWhere, trackOf } from '../../../formats/samples/track.js';

function pointAt(column: Column, i: number): Point {
  const point = pairAt(column, i);
  if (point === null) throw new RangeError('a gap has no position');
  if (Math.abs(point[0]) > 90 || Math.abs(point[1]) > 180)
    throw new Problem('payload', `the streams from Insiders have a position off the globe at sample ${i}`);
  return point;
}

const NO_PLACES = new Int32Array(0);

/** @param timeMicros of each sample. @throws Problem payload for a position off the globe. */
export function trackOfColumn(column: Column | undefined, timeMicros: Float64Array): Track {
  if (column === undefined) return trackOf(timeMicros, NO_PLACES, () => [0, 0]);
  const known = placesWhere(column.length, (i) => (column.starts[i] ?? -1) >= 0);
  return trackOf(timeMicros, known, (i) => pointAt(column, i));
}
