/** When things are in a FIT file: whole seconds, and every leg with laps. */
import { Problem } from '../../../model/problem.js';
import { type Lap, type Leg, NO_TOTALS, type Recording, type Totals } from '../../recording/recording.js';
import { FIT_EPOCH_SECONDS, LEAST_DATE } from '../profile.js';

/** A lap or a leg with all that FIT demands of it; microseconds since the recording's start. */
export interface Stretch {
  readonly startMicros: number;
  readonly endMicros: number;
  readonly elapsedSeconds: number;
  readonly timerSeconds: number;
  readonly totals: Totals;
}

export interface LapStretch extends Stretch {
  readonly trigger: string | null;
}

export interface LegStretch extends Stretch {
  readonly leg: Leg;
  readonly laps: readonly LapStretch[];
}

const LATEST = 0xffff_fffe;

/** Whole FIT seconds of a moment. @throws Problem `FIT_TIME_RANGE` when FIT has none for it */
export function fitSeconds(recording: Recording, micros: number): number {
  const seconds = Math.floor((recording.startMicros + micros) / 1e6) - FIT_EPOCH_SECONDS;
  if (seconds >= LEAST_DATE && seconds <= LATEST) return seconds;
  throw new Problem('payload', 'FIT has dates from July 1998 to February 2126 only: this activity lies outside them', {
    code: 'FIT_TIME_RANGE',
  });
}

/** The last moment that anything claims, since the start. */
export function endOf({ samples, legs, laps, pauses, totals }: Recording): number {
  const ends = [
    samples.micros.at(-1) ?? 0,
    (totals.elapsedSeconds ?? 0) * 1e6,
    ...pauses.map(({ endMicros }) => endMicros),
    ...[...legs, ...laps].map((span) => span.startMicros + (span.totals.elapsedSeconds ?? 0) * 1e6),
  ];
  return ends.reduce((latest, end) => Math.max(latest, end), 0);
}

/** Legs in order, each with the laps that begin in it; a leg without laps gets one that spans it. */
export function legsOf(recording: Recording, endMicros: number): LegStretch[] {
  const legs: readonly Leg[] =
    recording.legs.length > 0 ? recording.legs : [{ startMicros: 0, type: recording.type, totals: NO_TOTALS }];
  const ordered = [...legs].sort((a, b) => a.startMicros - b.startMicros);
  const laps = [...recording.laps].sort((a, b) => a.startMicros - b.startMicros);
  return ordered.map((leg, index) => {
    const next = ordered[index + 1]?.startMicros ?? Infinity;
    // With one leg only, what the recording claims is the leg's.
    const totals = ordered.length === 1 ? filled(leg.totals, recording.totals) : leg.totals;
    const stretch = stretchOf(recording, leg.startMicros, Math.min(next, endMicros), totals);
    const own = laps.filter(({ startMicros }) => (index === 0 || startMicros >= leg.startMicros) && startMicros < next);
    return {
      ...stretch,
      leg,
      laps: own.length > 0 ? lapsOf(recording, own, stretch.endMicros) : [{ ...stretch, trigger: 'SESSION_END' }],
    };
  });
}

const lapsOf = (recording: Recording, laps: readonly Lap[], endMicros: number): LapStretch[] =>
  laps.map(({ startMicros, totals, trigger }, index) => ({
    ...stretchOf(recording, startMicros, laps[index + 1]?.startMicros ?? Math.max(startMicros, endMicros), totals),
    trigger,
  }));

function stretchOf({ pauses }: Recording, startMicros: number, untilMicros: number, totals: Totals): Stretch {
  const elapsedSeconds = totals.elapsedSeconds ?? Math.max(0, untilMicros - startMicros) / 1e6;
  const endMicros = startMicros + elapsedSeconds * 1e6;
  const paused = pauses.reduce(
    (sum, pause) => sum + Math.max(0, Math.min(pause.endMicros, endMicros) - Math.max(pause.startMicros, startMicros)),
    0,
  );
  return { startMicros, endMicros, elapsedSeconds, timerSeconds: totals.timerSeconds ?? elapsedSeconds - paused / 1e6, totals };
}

const filled = (first: Totals, second: Totals): Totals => ({
  ...second,
  ...Object.fromEntries(Object.entries(first).filter(([, value]) => value !== null)),
});
