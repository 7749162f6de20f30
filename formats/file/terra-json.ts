/** Terra's JSON: an activity, a list of them, or an event as it is delivered. */
import { Problem } from '../../model/problem.js';
import { checkCount, MAX_RECORDINGS } from '../recording/limits.js';
import type { Recording } from '../recording/recording.js';
import { recordingOfTerra, recordingOfTerraObject } from '../terra/decode.js';
import { xmlText } from '../xml/text-of-bytes.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknown = (message: string, cause?: unknown): Problem => new Problem('payload', message, { code: 'FILE_UNKNOWN', cause });

/**
 * JSON.parse makes 56 bytes of the three in `{},`, and where memory ends within it, it ends the process, not the thread: so it is counted before.
 * 64 MB of samples are a million.
 */
const MAX_CONTAINERS = 2_000_000;
const [BRACE, BRACKET] = [0x7b, 0x5b];

/** What opens an object or a list, also in strings: at most a few too many. */
function containersIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === BRACE || character === BRACKET) count++;
  }
  return count;
}

/** @throws Problem payload FILE_UNKNOWN (other JSON, or none), FILE_TOO_LARGE, TERRA_SHAPE, TERRA_SAMPLES */
export function recordingsOfTerraJson(bytes: Uint8Array): Recording[] {
  // Read as text first for its byte order mark.
  const { text } = xmlText(bytes);
  checkCount('JSON', 'objects and lists', containersIn(text), MAX_CONTAINERS);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw unknown('the file begins like JSON but is none: it may be cut off. Export it again', error);
  }
  if (isObject(parsed) && isObject(parsed['metadata'])) return [recordingOfTerra(Buffer.from(text))];
  if (isObject(parsed) && typeof parsed['type'] === 'string' && parsed['type'] !== 'activity')
    throw unknown(`this is Terra's JSON of "${parsed['type'].slice(0, 40)}"; only activities can be read`);
  const list = isObject(parsed) ? parsed['data'] : parsed;
  if (!Array.isArray(list) || list.length === 0 || !list.every((item) => isObject(item) && isObject(item['metadata'])))
    throw unknown("the file is JSON, but neither Terra's activity nor a list or an event with activities");
  checkCount('JSON', 'activities', list.length, MAX_RECORDINGS);
  return list.map((item) => recordingOfTerraObject(item));
}
