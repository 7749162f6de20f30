/** What Insiders recorded (`GET /activities/{id}/streams`): columns of equal length, checked against the units that we expect. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { Column, ColumnKind } from '../../../formats/samples/column.js';
import { numberAt } from '../../../formats/samples/column.js';
import type { ColumnDocument } from '../../../formats/samples/json-columns.js';
import { readColumns } from '../../../formats/samples/json-columns.js';
import { issueText } from './detail.js';

/** The streams that we use. Another name is let through: the raw answer is kept, and a later version may read it. */
const EXPECTED = {
  time: { unit: 's', kind: 'number' },
  latlng: { unit: 'deg', kind: 'pair' },
  altitude: { unit: 'm', kind: 'number' },
  distance: { unit: 'm', kind: 'number' },
  speed: { unit: 'm/s', kind: 'number' },
  heartrate: { unit: 'bpm', kind: 'number' },
  cadence: { unit: 'rpm', kind: 'number' },
  power: { unit: 'W', kind: 'number' },
  moving: { unit: 'bool', kind: 'boolean' },
} as const satisfies Record<string, { unit: string; kind: ColumnKind }>;

export type StreamName = keyof typeof EXPECTED;
const STREAM_NAMES = z.enum(Object.keys(EXPECTED) as [StreamName, ...StreamName[]]).options;

/** First letter of `true`. */
const TRUE = 0x74;
/** Longest recording that is believed (seconds). */
const LONGEST_SECONDS = 31 * 86_400;
/** A longer step between two samples is a time without recording, which the timer leaves out (microseconds). */
const LONGEST_STEP_MICROS = 10_000_000;

/** Each outermost array of the document stands here as `[place in arrays]`, see json-columns.ts. */
const placeSchema = z.tuple([z.int()]);
const skeletonSchema = z.object({
  activity_id: z.string(),
  revision: z.int().nullish(),
  count: z.int(),
  streams: z.record(z.string(), z.object({ unit: z.string().nullish(), data: placeSchema })),
});

export interface Streams {
  readonly activityId: string;
  readonly revision: number | null;
  readonly count: number;
  readonly columns: Readonly<Partial<Record<StreamName, Column>>>;
  /** Since the start, ascending. */
  readonly timeMicros: Float64Array;
}

const refuse = (what: string): Problem => new Problem('payload', `the streams from Insiders ${what}`);

function columnOf(
  name: StreamName,
  unit: string | null | undefined,
  found: ColumnDocument['arrays'][number] | undefined,
): Column {
  const expected = EXPECTED[name];
  if (unit !== expected.unit) {
    throw refuse(
      `give ${name} in ${unit === null || unit === undefined ? 'no unit' : JSON.stringify(unit.slice(0, 20))}, expected ${expected.unit}`,
    );
  }
  if (found === undefined || found.kind === 'other')
    throw refuse(`have something else than ${expected.kind}s and null in ${name}`);
  if (found.kind !== expected.kind && found.kind !== 'empty')
    throw refuse(`have ${found.kind}s in ${name}, expected ${expected.kind}s`);
  return found;
}

function timesOf(time: Column | undefined, count: number): Float64Array {
  if (time === undefined) {
    if (count === 0) return new Float64Array(0);
    throw refuse('have no time');
  }
  const micros = new Float64Array(time.length);
  let before = 0;
  for (let i = 0; i < time.length; i++) {
    const seconds = numberAt(time, i);
    if (seconds === null) throw refuse(`have no time for sample ${i}`);
    if (!(seconds >= 0 && seconds <= LONGEST_SECONDS)) throw refuse(`have a time out of range at sample ${i}`);
    const now = Math.round(seconds * 1_000_000);
    if (now < before) throw refuse(`go back in time at sample ${i}`);
    micros[i] = before = now;
  }
  return micros;
}

/** @throws Problem payload: no JSON, an unknown shape, another unit, unequal lengths, time that runs backwards. */
export function parseStreams(bytes: Uint8Array): Streams {
  let document: ColumnDocument;
  try {
    document = readColumns(bytes);
  } catch (cause) {
    throw new Problem('payload', 'the streams from Insiders are no JSON', { cause });
  }
  const parsed = skeletonSchema.safeParse(document.skeleton);
  if (!parsed.success) throw refuse(`have an unknown shape at ${issueText(parsed.error)}`);
  const { activity_id: activityId, revision, count, streams } = parsed.data;
  const columns: Partial<Record<StreamName, Column>> = {};
  for (const name of STREAM_NAMES) {
    const stream = Object.hasOwn(streams, name) ? streams[name] : undefined;
    if (stream === undefined) continue;
    const column = columnOf(name, stream.unit, document.arrays[stream.data[0]]);
    if (column.length !== count) throw refuse(`have ${column.length} values in ${name}, expected ${count}`);
    columns[name] = column;
  }
  return { activityId, revision: revision ?? null, count, columns, timeMicros: timesOf(columns.time, count) };
}

/**
 * Time without pauses up to each sample, where the provider tells of movement: a sample stands for the time until the next.
 * After a gap in `moving` it is not known any more (NaN).
 */
export function timerOf(streams: Streams): Float64Array | null {
  const { moving } = streams.columns;
  if (moving === undefined) return null;
  const times = streams.timeMicros;
  const timer = new Float64Array(times.length);
  let sum = 0;
  for (let i = 1; i < times.length; i++) {
    const start = moving.starts[i - 1] ?? -1;
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
    if (start < 0) sum = NaN;
    else if (moving.bytes[start] === TRUE && step <= LONGEST_STEP_MICROS) sum += step;
    timer[i] = sum;
  }
  return timer;
}
