/** How far it was: by the distance sensor, else over the ground, else by the speed. */
import { integralOf, knownPlaces, valuePlaces } from './channel.js';
import { isPosition } from './position.js';
import type { Samples } from './recording.js';

/** Mean radius R1 of the Earth (metres), IUGG. */
const EARTH_RADIUS_METERS = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Great circle between two points in degrees (haversine: R. W. Sinnott, Sky & Telescope 68, 1984), exact also for points close by. */
export function haversineMeters(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const north = Math.sin(((latitude2 - latitude1) * RADIANS) / 2);
  const east = Math.sin(((longitude2 - longitude1) * RADIANS) / 2);
  const a = north * north + Math.cos(latitude1 * RADIANS) * Math.cos(latitude2 * RADIANS) * east * east;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** The counter's last value less its first; where it was set back, the sum of what it rose between. */
function counted(distances: Float64Array, places: Int32Array): number | null {
  if (places.length < 2) return null;
  let sum = 0;
  let low = distances[places[0] ?? 0] ?? 0;
  let now = low;
  for (const place of places) {
    const value = distances[place] ?? 0;
    if (value < now) {
      sum += now - low;
      low = value;
    }
    now = value;
  }
  return sum + now - low;
}

/** Steps over which the recorder was paused are not part of the way. */
function overGround(
  latitudes: Float64Array,
  longitudes: Float64Array,
  places: Int32Array,
  micros: Float64Array,
  timer: Float64Array,
): number | null {
  if (places.length < 2) return null;
  let sum = 0;
  for (let k = 1; k < places.length; k++) {
    const [from, to] = [places[k - 1] ?? 0, places[k] ?? 0];
    const paused = (micros[to] ?? 0) - (micros[from] ?? 0) > (timer[to] ?? 0) - (timer[from] ?? 0);
    if (!paused) sum += haversineMeters(latitudes[from] ?? 0, longitudes[from] ?? 0, latitudes[to] ?? 0, longitudes[to] ?? 0);
  }
  return sum;
}

/**
 * Metres, or null where samples do not tell. A position of 0/0 is none.
 * @param timer the recorder's clock at each sample (timer.ts)
 */
export function distanceMetersOf({ micros, channels }: Samples, timer: Float64Array): number | null {
  const { distanceMeters, latitudeDegrees, longitudeDegrees, speedMetersPerSecond } = channels;
  if (distanceMeters !== undefined) {
    const distance = counted(distanceMeters, valuePlaces(micros, distanceMeters));
    if (distance !== null) return distance;
  }
  if (latitudeDegrees !== undefined && longitudeDegrees !== undefined) {
    const places = knownPlaces(micros, (i) => isPosition(latitudeDegrees[i], longitudeDegrees[i]));
    const distance = overGround(latitudeDegrees, longitudeDegrees, places, micros, timer);
    if (distance !== null) return distance;
  }
  if (speedMetersPerSecond === undefined) return null;
  const places = valuePlaces(micros, speedMetersPerSecond);
  return integralOf(timer, places, (i) => speedMetersPerSecond[i] ?? 0)?.integral ?? null;
}
