/** Times as others write them, made into Terra's form. */
import { z } from 'zod';

const PARTS = /^(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;
/** Databases know no year 0, and no clock on earth is further from UTC. */
const POSSIBLE = /^(?!0000).*(?:Z|[+-](?:0\d|1[0-4]):\d\d)$/;

function canonical(time: string): string {
  const [, second = '', fraction = '', offset = ''] = PARTS.exec(time) ?? [];
  return `${second}.${fraction.slice(0, 6).padEnd(6, '0')}${offset === 'Z' ? '+00:00' : offset}`;
}

/** ISO 8601 with an offset or `Z`, with or without parts of a second; comes out as timestampSchema (common/fields.ts) wants it. */
export const uploadTimestampSchema = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time with an offset, as 2022-12-12T10:00:00.000000+00:00' })
  .refine((time) => POSSIBLE.test(time), 'must be a time of the years 1 to 9999, less than 15 hours from UTC')
  .transform(canonical);
