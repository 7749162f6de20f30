/** Ten rows for each second that was recorded: position, altitude and speed move in a line to the next second, the other sensors keep their value. */
import type { Recorded } from './devices.js';

export const PER_SECOND = 10;
const STEP_MS = 1000 / PER_SECOND;
/** Two recorded seconds are one block when there is none missing between them. */
const SECOND_MS = 1000;

export interface Block {
  readonly startMs: number;
  readonly endMs: number;
}

/** Contiguous seconds, cut to the time that is asked for. */
export function blocksOf(all: readonly Recorded[], startMs: number, endMs: number): Block[] {
  const blocks: { startMs: number; endMs: number }[] = [];
  for (const { ride, recording, indexes } of all) {
    for (const index of indexes) {
      const at = ride.startedAt + (recording.time[index] ?? 0) * 1000;
      const last = blocks.at(-1);
      if (last?.endMs === at) last.endMs = at + SECOND_MS;
      else blocks.push({ startMs: at, endMs: at + SECOND_MS });
    }
  }
  return blocks
    .map((block) => ({ startMs: Math.max(block.startMs, startMs), endMs: Math.min(block.endMs, endMs) }))
    .filter((block) => block.endMs > block.startMs);
}

/** Where each row is: ride by ride, a tenth of a second after the other. */
export interface Rows {
  readonly count: number;
  /** Row `from` up to and without `to`, as JSON objects. */
  json(from: number, to: number): string[];
}

export function rowsOf(all: readonly Recorded[], startMs: number, endMs: number): Rows {
  const places: { of: Recorded; index: number; tenth: number }[] = [];
  for (const of of all)
    for (const index of of.indexes) {
      const at = of.ride.startedAt + (of.recording.time[index] ?? 0) * 1000;
      for (let tenth = 0; tenth < PER_SECOND; tenth++) {
        const ms = at + tenth * STEP_MS;
        if (ms >= startMs && ms < endMs) places.push({ of, index, tenth });
      }
    }
  return {
    count: places.length,
    json: (from, to) => places.slice(from, to).map(({ of, index, tenth }) => rowOf(of, index, tenth)),
  };
}

const between = (a: number | null | undefined, b: number | null | undefined, tenth: number, decimals: number): number | null =>
  typeof a !== 'number' ? null : round(typeof b === 'number' ? a + ((b - a) * tenth) / PER_SECOND : a, decimals);

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

const rowOf = (of: Recorded, index: number, tenth: number): string => JSON.stringify(valuesOf(of, index, tenth));

/** One row. A sensor that the rider has not is no key; one that said nothing is null. */
export function valuesOf({ ride, recording }: Recorded, index: number, tenth: number): Record<string, number | null> {
  const second = recording.time[index] ?? 0;
  const next = recording.time[index + 1] === second + 1 ? index + 1 : -1;
  const { latlng, altitude, speed, heartrate, cadence, power } = recording;
  return {
    'gnss.timestamp': ride.startedAt + second * 1000 + tenth * STEP_MS,
    ...(latlng && {
      'gnss.latitude': between(latlng[index]?.[0], latlng[next]?.[0], tenth, 7),
      'gnss.longitude': between(latlng[index]?.[1], latlng[next]?.[1], tenth, 7),
    }),
    ...(altitude && { 'gnss.altitude': between(altitude[index], altitude[next], tenth, 3) }),
    ...(speed && { 'gnss.speed': between(speed[index], speed[next], tenth, 3) }),
    ...(heartrate && { 'ecg.hr': heartrate[index] ?? null }),
    ...(cadence && { 'pwr.pwr_cadence': cadence[index] ?? null }),
    ...(power && { 'pwr.pwr_instantpower': power[index] ?? null }),
  };
}
