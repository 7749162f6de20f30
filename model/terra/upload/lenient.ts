/**
 * From what we produce (every key there) to what we take: missing keys are filled in, null for a list of samples leaves it out, and times may be
 * written in other ways. What is wrong or unknown is refused all the same.
 */
import { z } from 'zod';
import { timestampSchema } from '../common/fields.js';
import { uploadTimestampSchema } from './upload-timestamp.js';

type Schema = z.core.$ZodType;

interface Field {
  readonly input: z.ZodType;
  /** What stands for a value that was not given; undefined leaves the key out. */
  readonly absent: () => unknown;
}

const nothing = (): null => null;
const leftOut = (): undefined => undefined;

function fieldOf(schema: Schema): Field {
  if (schema instanceof z.ZodOptional) {
    const inner = schema.unwrap();
    return { input: lenient(inner instanceof z.ZodNullable ? inner.unwrap() : inner).nullish(), absent: leftOut };
  }
  if (schema instanceof z.ZodNullable) return { input: lenient(schema.unwrap()).nullish(), absent: nothing };
  const input = lenient(schema);
  if (schema instanceof z.ZodArray) return { input: input.nullish(), absent: () => [] };
  // A part that can be all null stands for one that was not given.
  if (schema instanceof z.ZodObject && input.safeParse({}).success)
    return { input: input.nullish(), absent: () => input.parse({}) };
  return { input, absent: leftOut };
}

function lenientObject(schema: z.ZodObject): z.ZodType {
  const shape: Readonly<Record<string, Schema>> = schema.shape;
  const fields = Object.entries(shape).map(([key, inner]) => [key, fieldOf(inner)] as const);
  return z.strictObject(Object.fromEntries(fields.map(([key, { input }]) => [key, input]))).transform((given) => {
    const filled = fields.map(([key, { absent }]) => [key, given[key] ?? absent()] as const);
    return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
  });
}

function lenient(schema: Schema): z.ZodType {
  if (schema === timestampSchema) return uploadTimestampSchema;
  if (schema instanceof z.ZodObject) return lenientObject(schema);
  if (schema instanceof z.ZodArray) return z.array(lenient(schema.element));
  if (schema instanceof z.ZodType) return schema;
  throw new TypeError('a model is made of zod’s own types');
}

/**
 * Takes what others send for `schema`. Its output is of the strict form; `z.toJSONSchema(…, { io: 'input' })` shows what may be sent.
 * Optional keys may be left out or null; a list that is not given is empty; lists of samples stay left out.
 */
export const uploadOf = <Strict extends z.ZodObject>(schema: Strict): z.ZodType<z.output<Strict>> =>
  lenient(schema).transform((filled, context) => {
    const result = schema.safeParse(filled);
    if (result.success) return result.data;
    for (const { message, path } of result.error.issues) context.issues.push({ code: 'custom', message, path, input: filled });
    return z.NEVER;
  });
