/** The lists of samples of a Terra Activity, out of its bytes: fast where they are written as usual, by JSON.parse where not. */
import { Problem } from '../../model/problem.js';
import type { Finding } from '../recording/recording.js';
import { arrayOf, SERIES, type SeriesPlace } from './places.js';
import { type SampleList, scanSamples } from './scan-samples.js';
import { timestampMicros } from './timestamp.js';

export interface ScannedDocument {
  /** The document; a list that was read stands in it as its name, so that none that is not at its place counts. */
  readonly skeleton: unknown;
  /** By the name of their arrays. */
  readonly lists: ReadonlyMap<string, SampleList>;
}

/** How the key of every list of samples ends. It cannot stand in a string: there its quote would be escaped. */
const KEY_END = Buffer.from('_samples":[', 'latin1');
const KEYS = SERIES.map((place) => ({ place, key: `"${arrayOf(place)}":[` }));

/** @throws SyntaxError when it is no JSON */
export function scanDocument(bytes: Uint8Array): ScannedDocument {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lists = new Map<string, SampleList>();
  let skeleton = '';
  let from = 0;
  for (let end = source.indexOf(KEY_END); end >= 0; end = source.indexOf(KEY_END, Math.max(from, end + 1))) {
    const after = end + KEY_END.length;
    const found = KEYS.find(({ key }) => source.toString('latin1', Math.max(from, after - key.length), after) === key);
    // A key that comes again stays as it is: of two, JSON.parse takes the last.
    if (found === undefined || lists.has(arrayOf(found.place))) continue;
    const { place } = found;
    const scanned = scanSamples(bytes, after - 1, place.value, place.pairedWith !== undefined);
    if (scanned === null) continue;
    lists.set(arrayOf(place), scanned.list);
    skeleton += `${source.toString('utf8', from, after - 1)}"${arrayOf(place)}"`;
    from = scanned.end;
  }
  return { skeleton: JSON.parse(skeleton + source.toString('utf8', from)) as unknown, lists };
}

const refuse = (array: string, what: string): Problem =>
  new Problem('payload', `${array} of the activity ${what}`, { code: 'TERRA_SAMPLES' });

const isObject = (given: unknown): given is Readonly<Record<string, unknown>> => typeof given === 'object' && given !== null;
const numberOrGap = (given: unknown, array: string, i: number): number => {
  if (given === null || given === undefined) return NaN;
  if (typeof given !== 'number') throw refuse(array, `has something else than a number at ${i}`);
  return given;
};

/** The same from objects. A sample without a time cannot be placed: it is left out and told of. */
function listOfObjects(given: readonly unknown[], place: SeriesPlace, findings: Finding[]): SampleList {
  const array = arrayOf(place);
  const paired = place.pairedWith !== undefined;
  const [micros, values, seconds, timer]: [number[], number[], number[], number[]] = [[], [], [], []];
  let timeless = 0;
  given.forEach((sample, i) => {
    if (!isObject(sample)) throw refuse(array, `has something else than an object at ${i}`);
    const { timestamp, timer_duration_seconds: clock } = sample;
    if (timestamp === null || timestamp === undefined) {
      timeless++;
      return;
    }
    const time = typeof timestamp === 'string' ? timestampMicros(timestamp) : NaN;
    if (Number.isNaN(time)) throw refuse(array, `has no time of the years 1970 to 2199 at ${i}`);
    micros.push(time);
    timer.push(Math.round(numberOrGap(clock, array, i) * 1_000_000));
    const value = sample[place.value];
    if (!paired) values.push(numberOrGap(value, array, i));
    else if (value === null || value === undefined) {
      values.push(NaN);
      seconds.push(NaN);
    } else {
      if (!Array.isArray(value) || value.length !== 2) throw refuse(array, `has something else than a pair of numbers at ${i}`);
      const pair: readonly unknown[] = value;
      values.push(numberOrGap(pair[0], array, i));
      seconds.push(numberOrGap(pair[1], array, i));
    }
  });
  if (timeless > 0)
    findings.push({ code: 'SAMPLES_WITHOUT_TIME', message: `${timeless} of ${array} have no time and are left out` });
  const column = (numbers: readonly number[]): Float64Array => Float64Array.from(numbers);
  return { micros: column(micros), values: column(values), seconds: column(seconds), timer: column(timer) };
}

/**
 * The samples of one series; null where the activity has none.
 * @param found what stands at the list's place in the skeleton
 * @throws Problem payload for what is no list of its samples
 */
export function listOf(
  found: unknown,
  place: SeriesPlace,
  lists: ScannedDocument['lists'],
  findings: Finding[],
): SampleList | null {
  const array = arrayOf(place);
  if (found === null || found === undefined) return null;
  if (found === array) return lists.get(array) ?? null;
  if (!Array.isArray(found)) throw refuse(array, 'is no list');
  return listOfObjects(found, place, findings);
}
