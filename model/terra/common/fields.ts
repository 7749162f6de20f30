/** The building blocks of Terra's models. What we produce has every field: null says that the provider does not tell. */
import { z } from 'zod';

/** `2022-12-12T10:00:00.000000+00:00`: microseconds and offset. */
export const timestampSchema = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d$/,
    'must be ISO 8601 with microseconds and an offset, as 2022-12-12T10:00:00.000000+00:00',
  );

export const number = z.number().nullable();
export const atLeastZero = z.number().min(0).nullable();
/** 0 to 100. */
export const percentage = z.number().min(0).max(100).nullable();
export const integer = z.int().nullable();
export const count = z.int().min(0).nullable();
export const text = z.string().nullable();
export const flag = z.boolean().nullable();
export const timestamp = timestampSchema.nullable();

/** The longest id that fits every destination's key. */
const MAX_ID = 255;

/** `summary_id`: becomes the record's key, in databases and in names of objects. Unique for one user only. */
export const recordIdSchema = z
  .string()
  .min(1)
  .max(MAX_ID)
  .refine((id) => !/\p{Cc}/u.test(id), 'must not hold control characters');

/** Latitude and longitude in degrees. */
export const position = z.tuple([z.number(), z.number()]);

/** Seconds since the start without pauses; left out where the provider does not tell of pauses. */
export const timer = z.number().nullable().optional();

/** What went into a score, by name. */
export const contributors = z.record(z.string(), z.number()).nullable();

/** A list of samples. Left out of a record without samples (`with_samples=false`), never null. */
export const sampleList = <Sample extends z.ZodType>(sample: Sample) => z.array(sample).optional();

/** Samples in time. */
export const samples = <Shape extends z.core.$ZodShape>(shape: Shape) => sampleList(z.strictObject({ timestamp, ...shape }));
