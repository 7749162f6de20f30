/** Checks input, so that each fault is told by its field. */
import { ZodError, type z } from 'zod';

type Issue = z.core.$ZodIssue;

/** zod tells of unknown keys at the object that holds them: here each is a fault of its own. */
function spread(issue: Issue): Issue[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => fault([...issue.path, key], 'is not a known field'));
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined'))
    return [fault(issue.path, 'is missing')];
  return [issue];
}

const fault = (path: PropertyKey[], message: string): Issue => ({ code: 'custom', path, message, input: undefined });

/** @throws ZodError */
export function check<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ZodError(result.error.issues.flatMap(spread));
}
