/** What Insiders says of an activity (`GET /activities/{id}`). Unknown fields are let through: the provider may add some. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';

const number = z.number().nullish();
/** As every store can keep it: no half of a surrogate pair, no NUL. */
export const text = z
  .string()
  .transform((given) => given.toWellFormed().replaceAll('\0', ''))
  .nullish();
/** Thirty years: a time reckoned with it is one that can be written. */
const LONGEST_SECONDS = 1e9;
/** What ISO 8601 writes and PostgreSQL reads. No clock is more than 14 hours from UTC. */
const FARTHEST_OFFSET_SECONDS = 15 * 3_600 + 59 * 60;
const instant = z.iso.datetime({ offset: true });

const lap = z.object({
  started_at: instant.nullish(),
  /** Since the start of the activity, where there is no `started_at`. */
  offset_seconds: z.number().min(0).max(LONGEST_SECONDS).nullish(),
  elapsed_seconds: z.number().min(-LONGEST_SECONDS).max(LONGEST_SECONDS).nullish(),
  moving_seconds: number,
  distance_m: number,
  calories_kcal: number,
  avg_hr_bpm: number,
  avg_speed_mps: number,
  avg_power_w: number,
  trigger: text,
});

const zones = z.object({
  type: z.string(),
  buckets: z.array(z.object({ name: text, seconds: number })).nullish(),
});

const detailSchema = z.object({
  id: z.string().min(1),
  revision: z.int().nullish(),
  name: text,
  sport: text,
  sub_sport: text,
  started_at: instant,
  utc_offset_seconds: z.number().min(-FARTHEST_OFFSET_SECONDS).max(FARTHEST_OFFSET_SECONDS).nullish(),
  elapsed_seconds: z.number().min(0).max(LONGEST_SECONDS).nullish(),
  moving_seconds: z.number().min(0).nullish(),
  distance_m: number,
  elevation_gain_m: z.number().min(0).nullish(),
  elevation_loss_m: z.number().min(0).nullish(),
  calories_kcal: number,
  work_kj: number,
  avg_speed_mps: number,
  max_speed_mps: number,
  avg_hr_bpm: z.number().min(0).nullish(),
  max_hr_bpm: z.number().min(0).nullish(),
  min_hr_bpm: z.number().min(0).nullish(),
  avg_power_w: number,
  max_power_w: number,
  normalized_power_w: number,
  avg_cadence_rpm: number,
  max_cadence_rpm: number,
  manual: z.boolean().nullish(),
  trainer: z.boolean().nullish(),
  device: z.object({ name: text, manufacturer: text, serial: text, hardware_version: text, software_version: text }).nullish(),
  laps: z.array(lap).nullish(),
  zones: z.array(zones).nullish(),
});
export type Detail = z.infer<typeof detailSchema>;

/** The first issue, as a sentence without the value: `laps.0.distance_m: expected number`. */
export function issueText(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined
    ? 'unknown'
    : `${issue.path.map(String).join('.') || 'the whole'}: ${issue.code.replaceAll('_', ' ')}`;
}

/** @throws Problem payload */
export function parseDetail(bytes: Uint8Array): Detail {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw new Problem('payload', 'the activity from Insiders is no JSON', { cause });
  }
  const parsed = detailSchema.safeParse(json);
  if (!parsed.success)
    throw new Problem('payload', `the activity from Insiders has an unknown shape at ${issueText(parsed.error)}`);
  return parsed.data;
}

/** RFC 3339 to Unix microseconds. @throws Problem payload outside 1970 to 2199 (doubles hold microseconds until 2255). */
export function microsOf(text: string, field: string): number {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const milliseconds = Date.parse(text.replace(/\.\d+/, ''));
  if (!(milliseconds >= 0 && milliseconds < Date.UTC(2200, 0)))
    throw new Problem('payload', `the activity from Insiders has a time out of range in ${field}`);
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
