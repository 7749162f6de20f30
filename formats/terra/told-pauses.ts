/** The pauses that the recorder's clock tells of, where samples tell that clock. */
import type { Pause } from '../recording/recording.js';

/**
 * Between two samples the clock tells how long it stood still, not when: a pause is taken to begin with the first of them, as recorders write one
 * when they stop, unless the clock stands until the sample after: then it is one pause that goes on. A clock that runs ahead (it is rounded) tells nothing.
 * @param micros since the start, ascending
 * @param timer the recorder's clock at each; NaN where it is not told
 */
export function pausesOf(micros: Float64Array, timer: Float64Array): Pause[] {
  const pauses: { startMicros: number; endMicros: number }[] = [];
  let before = 0;
  let told = 0;
  /** Whether the last pause lies somewhere between the last two samples. */
  let loose = false;
  for (let i = 0; i < micros.length; i++) {
    const now = micros[i] ?? 0;
    const clock = timer[i] ?? NaN;
    if (Number.isNaN(clock)) continue;
    const more = now - clock - told;
    if (more > 0) {
      const startMicros = Math.max(0, Math.min(before, now - more));
      const last = pauses.at(-1);
      if (last !== undefined && loose && startMicros === before && more === now - before) {
        last.startMicros += before - last.endMicros;
        last.endMicros = now;
        loose = false;
      } else if (last !== undefined && startMicros <= last.endMicros) {
        last.endMicros += more;
        loose = false;
      } else {
        pauses.push({ startMicros, endMicros: startMicros + more });
        loose = true;
      }
      told += more;
    } else if (now > before) loose = false;
    before = now;
  }
  return pauses;
}
