/** Samples whose time is far from all others: a recorder that did not know the date at first, or a damaged byte in one time. */
import { LONGEST_SECONDS } from './limits.js';
import type { Recording, Totals } from './recording.js';

const DAY_MICROS = 86_400e6;
/** A step this long between two samples is a clock that was set, not a break. */
const LONGEST_STEP_MICROS = 7 * DAY_MICROS;

interface Stretch {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
}

/** The samples between two long steps that are more than half of all; null when none are. */
function mainStretch(micros: Float64Array): Stretch | null {
  let from = 0;
  for (let i = 1; i <= micros.length; i++) {
    if (i < micros.length && (micros[i] ?? 0) - (micros[i - 1] ?? 0) <= LONGEST_STEP_MICROS) continue;
    if ((i - from) * 2 > micros.length) return { from, to: i };
    from = i;
  }
  return null;
}

/** Durations that nobody records are a damaged byte too. */
function possible(totals: Totals): Totals {
  const within = (seconds: number | null): number | null => (seconds !== null && seconds > LONGEST_SECONDS ? null : seconds);
  const { elapsedSeconds, timerSeconds, movingSeconds } = totals;
  return {
    ...totals,
    elapsedSeconds: within(elapsedSeconds),
    timerSeconds: within(timerSeconds),
    movingSeconds: within(movingSeconds),
  };
}

/**
 * The recording without the samples, laps and pauses that lie apart from most of its samples, and without durations that cannot be; the finding
 * `SAMPLES_FAR` tells. The same where most samples are not together.
 */
export function withoutFarSamples(recording: Recording): Recording {
  const { micros, channels } = recording.samples;
  const main = mainStretch(micros);
  if (main === null) return recording;
  const { from, to } = main;
  const [first, last] = [micros[from] ?? 0, micros[to - 1] ?? 0];
  const near = (at: number): boolean => at >= first - DAY_MICROS && at <= last + DAY_MICROS;
  const legs = recording.legs.filter(({ startMicros }) => near(startMicros));
  const laps = recording.laps.filter(({ startMicros }) => near(startMicros));
  const start = [...legs, ...laps].reduce((least, { startMicros }) => Math.min(least, startMicros), first);
  const moved = <Part extends { readonly startMicros: number; readonly totals: Totals }>(part: Part): Part => ({
    ...part,
    startMicros: part.startMicros - start,
    totals: possible(part.totals),
  });
  const [leg] = recording.legs;
  const kept = Object.entries(channels)
    .map(([channel, column]) => [channel, column.slice(from, to)] as const)
    .filter(([, column]) => column.some((value) => !Number.isNaN(value)));
  const left = micros.length - (to - from);
  const message =
    left > 0
      ? `${left} of ${micros.length} samples lie more than a week from the others, for a clock was wrong or the file is damaged: left out`
      : 'a lap or a total takes longer than anyone records, for a clock was wrong or the file is damaged: left out';
  return {
    ...recording,
    startMicros: recording.startMicros + start,
    totals: possible(recording.totals),
    samples: {
      micros: micros.slice(from, to).map((at) => at - start),
      channels: Object.fromEntries(kept),
    },
    laps: laps.map(moved),
    legs: legs.length === 0 && leg ? [moved({ ...leg, startMicros: start })] : legs.map(moved),
    pauses: recording.pauses
      .filter(({ startMicros, endMicros }) => near(startMicros) && near(endMicros))
      .map(({ startMicros, endMicros }) => ({ startMicros: startMicros - start, endMicros: endMicros - start })),
    findings: [...recording.findings.filter(({ code }) => code !== 'CLOCK_JUMP'), { code: 'SAMPLES_FAR', message }],
  };
}
