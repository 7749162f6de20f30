/** One record that somebody else sends, read and ready to be stored. */
import type { z } from 'zod';
import type { DataType } from '../data-types.js';
import { type AnyRecord, modelOf } from '../models.js';
import { Problem } from '../../problem.js';

export interface UploadedRecord {
  readonly type: DataType;
  /** See Model.naturalKey. */
  readonly key: string;
  /** Null for an athlete, who is about no time. */
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly record: AnyRecord;
  readonly summary: AnyRecord;
}

/** A record can be wrong in thousands of places; these are enough to act on. */
const SHOWN = 5;

const at = (path: readonly PropertyKey[]): string => path.map(String).join('.') || 'the record';

function told(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at([...issue.path, key])}: there is no such key`);
  // After a first parse that fills in, undefined is what was never given.
  return [`${at(issue.path)}: ${/received undefined$/.test(issue.message) ? 'is missing' : issue.message}`];
}

/**
 * @param where what `value` is called in the message, such as `data[3]`
 * @throws Problem payload, naming the path of each mistake
 */
export function readUpload(type: DataType, value: unknown, where: string = type): UploadedRecord {
  const model = modelOf(type);
  const result = model.upload.safeParse(value);
  if (!result.success) {
    const mistakes = result.error.issues.flatMap(told);
    const more = mistakes.length > SHOWN ? `; and ${mistakes.length - SHOWN} more` : '';
    throw new Problem('payload', `${where} is no ${model.title} of Terra: ${mistakes.slice(0, SHOWN).join('; ')}${more}`);
  }
  const record = result.data;
  return {
    type,
    key: model.naturalKey(record),
    startTime: model.startTime(record),
    endTime: model.endTime(record),
    record,
    summary: model.summaryOf(record),
  };
}
