/** The pauses that the recorder's clock tells of, where samples tell that clock. */
import type { Pause } from '../recording/recording.js';

/**
 * Between two samples the clock tells how long it stood still, not when: a pause is taken to begin with the first of them, as recorders write one
 * when they stop. A clock that runs ahead (it is rounded) tells nothing.
 * @param micros since the start, ascending
 * @param timer the recorder's clock at each; NaN where it is not told
 */
export function pausesOf(micros: Float64Array, timer: Float64Array): Pause[] {
  const pauses: { startMicros: number; endMicros: number }[] = [];
  let before = 0;
  let told = 0;
  for (let i = 0; i < micros.length; i++) {
    const now = micros[i] ?? 0;
    const clock = timer[i] ?? NaN;
    if (Number.isNaN(clock)) continue;
    const more = now - clock - told;
    if (more > 0) {
      const startMicros = Math.max(0, Math.min(before, now - more));
      const last = pauses.at(-1);
      if (last !== undefined && startMicros <= last.endMicros) last.endMicros += more;
      else pauses.push({ startMicros, endMicros: startMicros + more });
      told += more;
    }
    before = now;
  }
  return pauses;
}
