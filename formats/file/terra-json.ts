/** Terra's JSON: an activity, a list of them, or an event as it is delivered. */
import { Problem } from '../../model/problem.js';
import type { Recording } from '../recording/recording.js';
import { recordingOfTerra } from '../terra/decode.js';
import { xmlText } from '../xml/text-of-bytes.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknown = (message: string, cause?: unknown): Problem => new Problem('payload', message, { code: 'FILE_UNKNOWN', cause });

/** @throws Problem payload FILE_UNKNOWN (other JSON, or none), TERRA_SHAPE, TERRA_SAMPLES */
export function recordingsOfTerraJson(bytes: Uint8Array): Recording[] {
  // Read as text first for its byte order mark.
  const { text } = xmlText(bytes);
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
  return list.map((item) => recordingOfTerra(Buffer.from(JSON.stringify(item))));
}
