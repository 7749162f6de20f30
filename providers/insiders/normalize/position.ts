/** What the map needs of the positions: where it began, was midway and ended, and a line thin enough to draw. */
import { Problem } from '../../../model/problem.js';
import type { Column } from '../../../formats/samples/column.js';
import { pairAt } from '../../../formats/samples/column.js';
import { encodePolyline } from '../../../formats/samples/polyline.js';

type Point = readonly [latitude: number, longitude: number];

export interface Track {
  readonly start: Point | null;
  readonly center: Point | null;
  readonly end: Point | null;
  readonly polyline: string | null;
}

/** Points in a summary line: enough for a map as wide as a screen, and 2 KB of text. */
const POLYLINE_POINTS = 400;
const NOWHERE: Track = { start: null, center: null, end: null, polyline: null };

function pointAt(column: Column, i: number): Point {
  const point = pairAt(column, i);
  if (point === null) throw new RangeError('a gap has no position');
  if (Math.abs(point[0]) > 90 || Math.abs(point[1]) > 180)
    throw new Problem('payload', `the streams from Insiders have a position off the globe at sample ${i}`);
  return point;
}

/** @param timeMicros of each sample. @throws Problem payload for a position off the globe. */
export function trackOf(column: Column | undefined, timeMicros: Float64Array): Track {
  if (column === undefined || column.gaps === column.length) return NOWHERE;
  const known = new Int32Array(column.length - column.gaps);
  let count = 0;
  for (let i = 0; i < column.length; i++) if ((column.starts[i] ?? -1) >= 0) known[count++] = i;
  const middleMicros = ((timeMicros[0] ?? 0) + (timeMicros.at(-1) ?? 0)) / 2;
  const last = known[count - 1] ?? 0;
  const middle = known.find((i) => (timeMicros[i] ?? 0) >= middleMicros) ?? last;
  const step = Math.max(1, Math.ceil(count / POLYLINE_POINTS));
  const line: Point[] = [];
  for (let k = 0; k < count; k += step) line.push(pointAt(column, known[k] ?? 0));
  const end = pointAt(column, last);
  if ((count - 1) % step !== 0) line.push(end);
  return { start: line[0] ?? null, center: pointAt(column, middle), end, polyline: encodePolyline(line) };
}
