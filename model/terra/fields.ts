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
export const integer = z.int().nullable();
export const count = z.int().min(0).nullable();
export const text = z.string().nullable();
export const timestamp = timestampSchema.nullable();

/** Latitude and longitude in degrees; either may be null. */
export const position = z.tuple([z.number().nullable(), z.number().nullable()]);

/** Seconds since the start without pauses; left out where the provider does not tell of pauses. */
export const timer = z.number().nullable().optional();

/** A list of samples in time. Left out of a record without samples (`with_samples=false`), never null. */
export const samples = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.array(z.strictObject({ timestamp, ...shape })).optional();
