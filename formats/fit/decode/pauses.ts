/** The recorder's timer: from each stop to the next start it is a pause. */
import type { Pause } from '../../recording/recording.js';
import type { TimerEvent } from './told.js';

/** @param micros FIT seconds → microseconds since the recording's start */
export function pausesOf(timer: readonly TimerEvent[], micros: (seconds: number) => number): Pause[] {
  const events = timer.map(({ seconds, runs }) => ({ at: micros(seconds), runs })).filter(({ at }) => !Number.isNaN(at));
  events.sort((a, b) => a.at - b.at);
  const pauses: Pause[] = [];
  let stopped: number | null = null;
  for (const { at, runs } of events) {
    if (!runs) stopped ??= at;
    else if (stopped !== null) {
      if (at > stopped) pauses.push({ startMicros: stopped, endMicros: at });
      stopped = null;
    }
  }
  return pauses;
}
