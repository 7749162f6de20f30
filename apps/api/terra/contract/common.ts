/** Schemas that many routes of the Terra-compatible API share. Inputs are loose: Terra's own clients send more than its contract says (terra.md §1.3). */
import { z } from 'zod';
import { terraUserSchema } from '../../../../model/terra/index.js';

/** A text that can be stored and searched for. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'must not hold the character U+0000')
    // PostgreSQL holds none, and a replacement would be another text.
    .refine((value) => value.isWellFormed(), 'must not hold half of a surrogate pair');

export const userId = z
  .uuid({ error: ({ input }) => (input === undefined ? 'is missing: name the user' : 'is not an id (UUID)') })
  .toLowerCase()
  .describe('The user’s id.')
  .meta({ examples: ['01980f5e-7c1a-7d53-9f1c-2f5a4be0c1d2'] });
export const referenceId = text(300)
  .describe('The user in the app’s own words.')
  .meta({ examples: ['member-42'] });

/** `true` or `false`, in any case; nothing = the default. */
export const flag = (byDefault: boolean, says: string) =>
  z
    .string()
    .optional()
    .transform((value, context) => {
      const word = value?.toLowerCase() ?? '';
      if (word === '') return byDefault;
      if (word === 'true' || word === 'false') return word === 'true';
      context.issues.push({ code: 'custom', message: 'must be true or false', input: value });
      return z.NEVER;
    })
    .describe(says)
    .meta({ override: { type: 'boolean', default: byDefault } });

/** A whole number as a query has it; nothing = undefined. */
export const count = (least: number, most: number, says: string) =>
  z
    .string()
    .optional()
    .transform((value, context) => {
      if (value === undefined || value === '') return undefined;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= least && number <= most) return number;
      context.issues.push({ code: 'custom', message: `must be a whole number from ${least} to ${most}`, input: value });
      return z.NEVER;
    })
    .describe(says)
    .meta({ override: { type: 'integer', minimum: least, maximum: most } });

/** For routes that look at no query or no body: whatever comes is let pass. */
export const anyQuery = z.looseObject({});
export const anyBody = z.unknown();

export const user = terraUserSchema.meta({ id: 'TerraUser', description: 'One connection of one person to one provider.' });
export const success = z.literal('success');
export const done = z.object({ status: success });

export const NO_USER = 'there is no such user in this environment';
