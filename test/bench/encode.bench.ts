/** What writing and reading a long ride as Terra's Activity costs, beside the plain way: objects and JSON.stringify, JSON.parse. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { recordingOfTerra } from '../../formats/terra/decode.js';
import { terraActivityOf } from '../../formats/terra/encode.js';
import { arrayOf, SERIES } from '../../formats/terra/places.js';
import { longRide } from './long-ride.js';

export const columns = (ride = longRide()): Uint8Array => terraActivityOf(ride, { summaryId: 'long-ride' }).body;

/** The same samples, an object each. Nothing is reckoned, and nothing else is written: less than the columns do. */
export function objects(ride = longRide()): Buffer {
  const { micros, channels } = ride.samples;
  const localMs = ride.startMicros / 1000 + (ride.utcOffsetSeconds ?? 0) * 1000;
  const stamps = Array.from(micros, (at) => new Date(localMs + at / 1000).toISOString().replace('Z', '000+02:00'));
  const lists = SERIES.map((place) => {
    const [values, others] = [channels[place.channel], place.pairedWith && channels[place.pairedWith]];
    const samples = stamps.map((timestamp, i) => ({
      timestamp,
      [place.value]: others === undefined ? values?.[i] : [values?.[i], others[i]],
    }));
    return [arrayOf(place), samples];
  });
  return Buffer.from(JSON.stringify(Object.fromEntries(lists)));
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
  readonly parseMs: number;
  readonly bytes: number;
  readonly columnsPeakMegabytes: number;
  readonly objectsPeakMegabytes: number;
}

/** @param rounds of each way, after as many to warm up. */
export function benchEncode(rounds = 15): EncodeFigures {
  const ride = longRide();
  const body = Buffer.from(columns(ride));
  const [columnsMs = NaN, objectsMs = NaN, readMs = NaN, parseMs = NaN] = mediansMs(rounds, [
    () => columns(ride),
    () => objects(ride),
    () => recordingOfTerra(body),
    () => JSON.parse(body.toString('utf8')) as unknown,
  ]);
  return {
    ...{ columnsMs, objectsMs, readMs, parseMs, bytes: body.length },
    columnsPeakMegabytes: peakMegabytes('columns'),
    objectsPeakMegabytes: peakMegabytes('objects'),
  };
}
