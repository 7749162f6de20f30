/** When things are in a FIT file: whole seconds, and every leg with laps. */
import { Problem } from '../../../model/problem.js';
import { type Lap, type Leg, NO_TOTALS, type Recording, type Totals } from '../../recording/recording.js';
import { filled } from '../../recording/filled.js';
import { pausedBetween, type PausedMicros } from '../../recording/timer.js';
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
  const pausedMicros = pausedBetween(recording.pauses);
  let firstLap = 0;
  return ordered.map((leg, index) => {
    const next = ordered[index + 1]?.startMicros ?? Infinity;
    const from = firstLap;
    while ((laps[firstLap]?.startMicros ?? Infinity) < next) firstLap++;
    const own = laps.slice(from, firstLap);
    // With one leg only, what the recording claims is the leg's.
    const totals = ordered.length === 1 ? filled(leg.totals, recording.totals) : leg.totals;
    const stretch = stretchOf(pausedMicros, leg.startMicros, Math.min(next, endMicros), totals);
    return {
      ...stretch,
      leg,
      laps: own.length > 0 ? lapsOf(pausedMicros, own, stretch.endMicros) : [{ ...stretch, trigger: 'SESSION_END' }],
    };
  });
}

const lapsOf = (pausedMicros: PausedMicros, laps: readonly Lap[], endMicros: number): LapStretch[] =>
  laps.map(({ startMicros, totals, trigger }, index) => ({
    ...stretchOf(pausedMicros, startMicros, laps[index + 1]?.startMicros ?? Math.max(startMicros, endMicros), totals),
    trigger,
  }));

function stretchOf(pausedMicros: PausedMicros, startMicros: number, untilMicros: number, totals: Totals): Stretch {
  const elapsedSeconds = totals.elapsedSeconds ?? Math.max(0, untilMicros - startMicros) / 1e6;
  const endMicros = startMicros + elapsedSeconds * 1e6;
  const timerSeconds = totals.timerSeconds ?? elapsedSeconds - pausedMicros(startMicros, endMicros) / 1e6;
  return { startMicros, endMicros, elapsedSeconds, timerSeconds, totals };
}
