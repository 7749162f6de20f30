/** What a map needs of the positions: where it began, was midway and ended, and a line thin enough to draw. */
import { encodePolyline } from './polyline.js';

export type Point = readonly [latitude: number, longitude: number];

export interface Track {
  readonly start: Point | null;
  /** Midway in time. */
  readonly center: Point | null;
  readonly end: Point | null;
  readonly polyline: string | null;
}

/** Points in a summary line: enough for a map as wide as a screen, and 2 KB of text. */
const POLYLINE_POINTS = 400;
const NOWHERE: Track = { start: null, center: null, end: null, polyline: null };

/**
 * @param micros of every sample
 * @param known places of the samples with a position, ascending
 * @param pointAt the position at such a place, in degrees
 */
export function trackOf(micros: Float64Array, known: Int32Array, pointAt: (place: number) => Point): Track {
  const count = known.length;
  if (count === 0) return NOWHERE;
  const middleMicros = ((micros[0] ?? 0) + (micros.at(-1) ?? 0)) / 2;
  const last = known[count - 1] ?? 0;
  const middle = known.find((place) => (micros[place] ?? 0) >= middleMicros) ?? last;
  const step = Math.max(1, Math.ceil(count / POLYLINE_POINTS));
  const line: Point[] = [];
  for (let k = 0; k < count; k += step) line.push(pointAt(known[k] ?? 0));
  const end = pointAt(last);
  if ((count - 1) % step !== 0) line.push(end);
  return { start: line[0] ?? null, center: pointAt(middle), end, polyline: encodePolyline(line) };
}

/** Places at which `isKnown`. */
export function placesWhere(length: number, isKnown: (place: number) => boolean): Int32Array {
  const places = new Int32Array(length);
  let count = 0;
  for (let place = 0; place < length; place++) if (isKnown(place)) places[count++] = place;
  return places.subarray(0, count);
}
