/** A ride of 6.6 h at 1 Hz with 8 channels as a FIT file, made up: decoded and encoded by us, decoded by `fit-file-parser` in the same process. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import FitParser from 'fit-file-parser';
import { decodeFit } from '../../formats/fit/decode/decode.js';
import { encodeFit } from '../../formats/fit/encode-recording.js';
import { LONG_RIDE_SECONDS, longRide } from '../../formats/recording/testing/long-ride.js';
import { percentile } from './stats.js';

/** Number of records that each reads. */
export const ours = (bytes: Uint8Array): number => decodeFit(bytes)[0]?.samples.micros.length ?? NaN;
export function theirs(bytes: Uint8Array): number {
  let records = NaN;
  // It calls back before it returns. Strict, as ours reckons check sums too.
  new FitParser({ mode: 'list', force: false, speedUnit: 'm/s', lengthUnit: 'm' }).parse(Buffer.from(bytes), (_, file) => {
    records = file?.records?.length ?? NaN;
  });
  return records;
}

export interface FitFigures {
  readonly decodeMs: number;
  readonly parserMs: number;
  readonly encodeMs: number;
  readonly decodePeakMegabytes: number;
  readonly parserPeakMegabytes: number;
  readonly bytes: number;
}

/** @throws Error when the two do not read the same number of records: then they are not to be compared */
export function benchFit(rounds = 15): FitFigures {
  const ride = longRide();
  const file = encodeFit(ride);
  if (ours(file) !== LONG_RIDE_SECONDS || theirs(file) !== LONG_RIDE_SECONDS)
    throw new Error(`not ${LONG_RIDE_SECONDS} records: ${ours(file)}, ${theirs(file)}`);
  const took: Record<'decode' | 'parser' | 'encode', number[]> = { decode: [], parser: [], encode: [] };
  const time = (times: number[], work: () => unknown): void => {
    const startedMs = performance.now();
    work();
    times.push(performance.now() - startedMs);
  };
  // In turn, so that what else the machine does meets all of them.
  for (let round = 0; round < rounds; round++) {
    time(took.decode, () => ours(file));
    time(took.parser, () => theirs(file));
    time(took.encode, () => encodeFit(ride));
  }
  return {
    decodeMs: percentile(took.decode, 0.5),
    parserMs: percentile(took.parser, 0.5),
    encodeMs: percentile(took.encode, 0.5),
    decodePeakMegabytes: peakMegabytes('ours', file),
    parserPeakMegabytes: peakMegabytes('theirs', file),
    bytes: file.length,
  };
}

/** Of a process that does nothing else. */
const peakMegabytes = (reader: string, input: Uint8Array): number =>
  Number(
    execFileSync(process.execPath, [fileURLToPath(new URL('./fit-memory.js', import.meta.url)), reader], {
      input,
      encoding: 'utf8',
    }),
  );
