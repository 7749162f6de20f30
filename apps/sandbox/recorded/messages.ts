/** What we read of a FIT file, checked field by field: a wrong field is as good as a missing one, it never loses the file. */
import FitParser from 'fit-file-parser';
import { z } from 'zod';

const number = z
  .number()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => (value === null || value === undefined || value === '' ? null : String(value)));
const time = z
  .date()
  .nullish()
  .catch(null)
  .transform((value) => value?.getTime() ?? null);

const recordSchema = z.object({
  timestamp: time,
  position_lat: number,
  position_long: number,
  altitude: number,
  enhanced_altitude: number,
  distance: number,
  speed: number,
  enhanced_speed: number,
  heart_rate: number,
  cadence: number,
  power: number,
  temperature: number,
});
export type FileRecord = z.infer<typeof recordSchema>;

/** Of a session or a lap. */
const spanSchema = z.object({
  start_time: time,
  sport: text,
  sub_sport: text,
  lap_trigger: text,
  total_elapsed_time: number,
  total_timer_time: number,
  total_moving_time: number,
  total_distance: number,
  total_calories: number,
  total_work: number,
  total_ascent: number,
  total_descent: number,
  avg_speed: number,
  enhanced_avg_speed: number,
  max_speed: number,
  enhanced_max_speed: number,
  avg_heart_rate: number,
  max_heart_rate: number,
  min_heart_rate: number,
  avg_power: number,
  max_power: number,
  normalized_power: number,
  avg_cadence: number,
  max_cadence: number,
  avg_temperature: number,
});
export type FileSpan = z.infer<typeof spanSchema>;

const fileSchema = z.object({
  records: z.array(recordSchema).default([]),
  sessions: z.array(spanSchema).default([]),
  laps: z.array(spanSchema).default([]),
  file_ids: z.array(z.object({ type: text, manufacturer: text, product_name: text, serial_number: text })).default([]),
  activity: z.object({ timestamp: time, local_timestamp: time }).partial().optional(),
});
export type FitFile = z.infer<typeof fileSchema>;

/** Lenient: a wrong check sum is let pass. @throws Error when the bytes are no FIT file, or one without records. */
export function readFit(bytes: Buffer): FitFile {
  const parser = new FitParser({ mode: 'list', force: true, speedUnit: 'm/s', lengthUnit: 'm', temperatureUnit: 'celsius' });
  let result: unknown;
  let problem: string | undefined;
  // The parser calls back before it returns. It wants bytes that own their whole buffer.
  parser.parse(Buffer.from(new Uint8Array(bytes).buffer), (error, data) => {
    problem = error;
    result = data;
  });
  if (problem !== undefined || result === undefined) throw new Error(`not a readable FIT file: ${problem ?? 'nothing in it'}`);
  const file = fileSchema.parse(result);
  if (file.records.every(({ timestamp }) => timestamp === null)) throw new Error('the FIT file has no records with a time');
  return file;
}
