/** A closed road round the rider's home: a smooth line on the map and a smooth height along it. */
import type { Random } from './random.js';

export type Relief = 'flat' | 'rolling' | 'mountain';

/** Steepest gradient of a course (rise over run). */
const STEEPEST: Record<Relief, number> = { flat: 0.02, rolling: 0.06, mountain: 0.1 };
const POINTS = 1024;
const METERS_PER_DEGREE = 111_195;

export interface Place {
  lat: number;
  lng: number;
  altitudeMeters: number;
  /** Rise over run. */
  gradient: number;
}

export interface Course {
  readonly lengthMeters: number;
  /** Where one is after `meters`; round and round. Writes into `place` so that a ride makes no garbage. */
  at(meters: number, place: Place): Place;
}

/** Closed curve in polar form, scaled to `lengthMeters`; heights are harmonics of the loop, so that start and end meet. */
export function makeCourse(
  random: Random,
  home: readonly [number, number],
  homeAltitudeMeters: number,
  lengthMeters: number,
  relief: Relief,
): Course {
  const [north, east] = outline(random, lengthMeters);
  const height = profile(random, lengthMeters, STEEPEST[relief] * random.between(0.7, 1));
  const step = lengthMeters / POINTS;
  const lngScale = METERS_PER_DEGREE * Math.cos((home[0] * Math.PI) / 180);
  const value = (column: Float64Array, index: number): number => column[index % POINTS] ?? 0;
  return {
    lengthMeters,
    at(meters, place) {
      const position = (meters % lengthMeters) / step;
      const index = Math.floor(position);
      const part = position - index;
      const mix = (column: Float64Array): number => value(column, index) * (1 - part) + value(column, index + 1) * part;
      place.lat = home[0] + mix(north) / METERS_PER_DEGREE;
      place.lng = home[1] + mix(east) / lngScale;
      place.altitudeMeters = homeAltitudeMeters + mix(height);
      place.gradient = (value(height, index + 1) - value(height, index)) / step;
      return place;
    },
  };
}

/** Metres north and east of home at POINTS places that are equally far apart along the line. */
function outline(random: Random, lengthMeters: number): [Float64Array, Float64Array] {
  const waves = [2, 3, 4, 5].map((k) => ({ k, size: random.between(0, 0.25) / k, phase: random.between(0, 2 * Math.PI) }));
  const heading = random.between(0, 2 * Math.PI);
  const fine = POINTS * 4;
  const x = new Float64Array(fine + 1);
  const y = new Float64Array(fine + 1);
  const along = new Float64Array(fine + 1);
  for (let i = 0; i <= fine; i++) {
    const angle = (2 * Math.PI * i) / fine;
    let radius = 1;
    for (const wave of waves) radius += wave.size * Math.cos(wave.k * angle + wave.phase);
    x[i] = radius * Math.cos(angle + heading);
    y[i] = radius * Math.sin(angle + heading);
    if (i > 0) along[i] = (along[i - 1] ?? 0) + Math.hypot((x[i] ?? 0) - (x[i - 1] ?? 0), (y[i] ?? 0) - (y[i - 1] ?? 0));
  }
  const total = along[fine] ?? 1;
  const scale = lengthMeters / total;
  const north = new Float64Array(POINTS);
  const east = new Float64Array(POINTS);
  for (let i = 0, j = 0; i < POINTS; i++) {
    const target = (total * i) / POINTS;
    while ((along[j + 1] ?? Infinity) < target) j++;
    const from = along[j] ?? 0;
    const part = (target - from) / ((along[j + 1] ?? total) - from);
    const mix = (line: Float64Array): number =>
      ((line[j] ?? 0) * (1 - part) + (line[j + 1] ?? 0) * part - (line[0] ?? 0)) * scale;
    north[i] = mix(x);
    east[i] = mix(y);
  }
  return [north, east];
}

/** Metres above the start at POINTS places, no step steeper than `steepest`. */
function profile(random: Random, lengthMeters: number, steepest: number): Float64Array {
  const shortest = Math.max(3, Math.min(40, Math.floor(lengthMeters / 900)));
  const waves = Array.from({ length: shortest }, (_, i) => ({
    k: i + 1,
    size: random.between(0.2, 1) / (i + 1) ** 1.15,
    phase: random.between(0, 2 * Math.PI),
  }));
  const height = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i++) {
    let sum = 0;
    for (const wave of waves) sum += wave.size * Math.sin((2 * Math.PI * wave.k * i) / POINTS + wave.phase);
    height[i] = sum;
  }
  let largest = 0;
  for (let i = 0; i < POINTS; i++) largest = Math.max(largest, Math.abs((height[(i + 1) % POINTS] ?? 0) - (height[i] ?? 0)));
  const scale = (steepest * lengthMeters) / POINTS / largest;
  const start = height[0] ?? 0;
  return height.map((meters) => (meters - start) * scale);
}
