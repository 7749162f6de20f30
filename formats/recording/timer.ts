/** The recorder's own clock, which stands still in pauses. */
import type { Pause } from './recording.js';

const SECOND_MICROS = 1_000_000;

/** In order, none before the start, none touching another. */
export function tidyPauses(pauses: readonly Pause[]): readonly Pause[] {
  const tidy: { startMicros: number; endMicros: number }[] = [];
  for (const { startMicros, endMicros } of [...pauses].sort((a, b) => a.startMicros - b.startMicros)) {
    const from = Math.max(0, startMicros);
    if (!(endMicros > from)) continue;
    const before = tidy.at(-1);
    if (before !== undefined && from <= before.endMicros) before.endMicros = Math.max(before.endMicros, endMicros);
    else tidy.push({ startMicros: from, endMicros });
  }
  return tidy;
}

/**
 * What the recorder's clock shows at each of `micros`: the time since the start without the pauses until then.
 * @param micros ascending
 */
export function timerMicrosOf(micros: Float64Array, pauses: readonly Pause[]): Float64Array {
  const tidy = tidyPauses(pauses);
  const timer = new Float64Array(micros.length);
  let paused = 0;
  let next = 0;
  for (let i = 0; i < micros.length; i++) {
    const now = micros[i] ?? 0;
    let pause = tidy[next];
    while (pause !== undefined && pause.endMicros <= now) {
      paused += pause.endMicros - pause.startMicros;
      pause = tidy[++next];
    }
    const within = pause !== undefined && pause.startMicros < now ? now - pause.startMicros : 0;
    timer[i] = now - paused - within;
  }
  return timer;
}

/** How much of the time between two instants was paused. */
export type PausedMicros = (fromMicros: number, toMicros: number) => number;

/** For many questions of many pauses: each takes as long as a search by halves. */
export function pausedBetween(pauses: readonly Pause[]): PausedMicros {
  const tidy = tidyPauses(pauses);
  const sums = new Float64Array(tidy.length + 1);
  for (const [i, { startMicros, endMicros }] of tidy.entries()) sums[i + 1] = (sums[i] ?? 0) + endMicros - startMicros;
  const until = (micros: number): number => {
    let [low, high] = [0, tidy.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tidy[middle]?.startMicros ?? Infinity) < micros) low = middle + 1;
      else high = middle;
    }
    return (sums[low] ?? 0) - Math.max(0, (tidy[low - 1]?.endMicros ?? -Infinity) - micros);
  };
  return (fromMicros, toMicros) => Math.max(0, until(toMicros) - until(fromMicros));
}

/** What the recorder's clock shows at one instant, in seconds. */
export const timerSecondsAt = (elapsedSeconds: number, pauses: readonly Pause[]): number =>
  (timerMicrosOf(Float64Array.of(Math.round(elapsedSeconds * SECOND_MICROS)), pauses)[0] ?? 0) / SECOND_MICROS;
