/** What writing and reading a long ride as Terra's Activity costs, beside the plain ways: objects and JSON.stringify, JSON.parse and objects. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Channel } from '../../formats/recording/recording.js';
import { longRide } from '../../formats/recording/testing/long-ride.js';
import { recordingOfTerra } from '../../formats/terra/decode.js';
import { terraActivityOf } from '../../formats/terra/encode.js';
import { arrayOf, SERIES } from '../../formats/terra/places.js';

/** The series that the ride has. */
const TOLD = SERIES.filter(({ channel }) => longRide(1).samples.channels[channel] !== undefined);

export const columns = (ride = longRide()): Uint8Array => terraActivityOf(ride, { summaryId: 'long-ride' }).body;

/** The same samples, an object each. Nothing is reckoned, and nothing else is written: less than the columns do. */
export function objects(ride = longRide()): Buffer {
  const { micros, channels } = ride.samples;
  const localMs = ride.startMicros / 1000 + (ride.utcOffsetSeconds ?? 0) * 1000;
  const stamps = Array.from(micros, (at) => new Date(localMs + at / 1000).toISOString().replace('Z', '000+02:00'));
  const lists = TOLD.map((place) => {
    const [values, others] = [channels[place.channel], place.pairedWith && channels[place.pairedWith]];
    const samples = stamps.map((timestamp, i) => ({
      timestamp,
      [place.value]: others === undefined ? values?.[i] : [values?.[i], others[i]],
    }));
    return [arrayOf(place), samples];
  });
  return Buffer.from(JSON.stringify(Object.fromEntries(lists)));
}

/** The same columns from objects: parsed, then each series put into the rows of the first, as all have a sample at every instant here. Nothing is checked. */
export function fromObjects(body: Buffer): {
  readonly micros: Float64Array;
  readonly channels: Partial<Record<Channel, Float64Array>>;
} {
  const activity = JSON.parse(body.toString('utf8')) as unknown;
  const channels: Partial<Record<Channel, Float64Array>> = {};
  let micros = new Float64Array();
  for (const { path, value, channel, pairedWith } of TOLD) {
    const samples = path.reduce((inner, key) => (inner as Record<string, unknown>)[key], activity) as Record<string, unknown>[];
    // Date.parse reads milliseconds.
    if (micros.length === 0) micros = Float64Array.from(samples, ({ timestamp }) => Date.parse(String(timestamp)) * 1000);
    if (pairedWith === undefined) channels[channel] = Float64Array.from(samples, (sample) => sample[value] as number);
    else {
      channels[channel] = Float64Array.from(samples, (sample) => (sample[value] as number[])[0] ?? NaN);
      channels[pairedWith] = Float64Array.from(samples, (sample) => (sample[value] as number[])[1] ?? NaN);
    }
  }
  return { micros, channels };
}

/** Medians in milliseconds of ways, one after the other: taking turns, the plain ways' garbage would be collected in the time of the others. */
const mediansMs = (rounds: number, ways: readonly (() => unknown)[]): number[] =>
  ways.map((way) => {
    const times = Array.from({ length: rounds * 2 }, () => {
      const start = performance.now();
      way();
      return performance.now() - start;
    }).slice(rounds);
    return times.sort((a, b) => a - b)[rounds >> 1] ?? NaN;
  });

/** Peak memory of writing a long ride once, above that of a process which only has it, in MB. */
function peakMegabytes(way: 'columns' | 'objects'): number {
  const script = fileURLToPath(new URL('./encode-memory.js', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [script, way], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`encode-memory ${way} ended with ${String(status)}`);
  return Number(stdout);
}

export interface EncodeFigures {
  readonly columnsMs: number;
  readonly objectsMs: number;
  readonly readMs: number;
  readonly fromObjectsMs: number;
  readonly parseMs: number;
  readonly bytes: number;
  readonly columnsPeakMegabytes: number;
  readonly objectsPeakMegabytes: number;
}

/** @param rounds of each way, after as many to warm up. */
export function benchEncode(rounds = 15): EncodeFigures {
  const ride = longRide();
  const body = Buffer.from(columns(ride));
  const [columnsMs = NaN, objectsMs = NaN, readMs = NaN, fromObjectsMs = NaN, parseMs = NaN] = mediansMs(rounds, [
    () => columns(ride),
    () => objects(ride),
    () => recordingOfTerra(body),
    () => fromObjects(body),
    () => JSON.parse(body.toString('utf8')) as unknown,
  ]);
  return {
    ...{ columnsMs, objectsMs, readMs, fromObjectsMs, parseMs, bytes: body.length },
    columnsPeakMegabytes: peakMegabytes('columns'),
    objectsPeakMegabytes: peakMegabytes('objects'),
  };
}
