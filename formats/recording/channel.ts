/** What one channel tells, taken for itself. Gaps (NaN) tell nothing. */

/** Places of the values that are known; of several at one instant the last (research: devices write a correction after what it corrects). */
export function knownPlaces(micros: Float64Array, isKnown: (i: number) => boolean): Int32Array {
  const places = new Int32Array(micros.length);
  let count = 0;
  for (let i = 0; i < micros.length; i++) {
    if (!isKnown(i)) continue;
    if (count > 0 && micros[places[count - 1] ?? 0] === micros[i]) count--;
    places[count++] = i;
  }
  return places.subarray(0, count);
}

/** Places of the numbers of one channel, from `least` up. For itself: what is asked of each value is not a call. */
export function valuePlaces(micros: Float64Array, values: Float64Array, least = -Infinity): Int32Array {
  const places = new Int32Array(micros.length);
  let count = 0;
  for (let i = 0; i < micros.length; i++) {
    const value = values[i] ?? NaN;
    if (!(value >= least && Math.abs(value) < Infinity)) continue;
    if (count > 0 && micros[places[count - 1] ?? 0] === micros[i]) count--;
    places[count++] = i;
  }
  return places.subarray(0, count);
}

export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Each sample counts once, however long it stands: so recorders reckon, and so the means of the files that we know agree. */
export function spreadOf(values: Float64Array, places: Int32Array): Spread | null {
  if (places.length === 0) return null;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let k = 0; k < places.length; k++) {
    const value = values[places[k] ?? 0] ?? NaN;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { mean: sum / places.length, min, max };
}

/** A sample stands for the time until the next of its channel, but for no longer than this: then the sensor was silent. */
export const LONGEST_STEP_MICROS = 10_000_000;

/** Sum of value × seconds over the steps of the recorder's clock; steps longer than `LONGEST_STEP_MICROS` do not count. Null below two values. */
export function integralOf(
  timer: Float64Array,
  places: Int32Array,
  valueAt: (place: number) => number,
): { readonly integral: number; readonly seconds: number } | null {
  if (places.length < 2) return null;
  let integral = 0;
  let micros = 0;
  for (let k = 1; k < places.length; k++) {
    const place = places[k - 1] ?? 0;
    const step = (timer[places[k] ?? 0] ?? 0) - (timer[place] ?? 0);
    if (step > LONGEST_STEP_MICROS) continue;
    integral += valueAt(place) * step;
    micros += step;
  }
  return { integral: integral / 1e6, seconds: micros / 1e6 };
}
