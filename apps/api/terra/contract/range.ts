/** The range of a history request: days (UTC) or unix seconds; the start belongs to it, the end does not (terra.md §3). */
import { z } from 'zod';
import { DAY_MS, type TimeRange } from '../../../../model/time-range.js';
import { flag, userId } from './common.js';

/** Further ahead than any clock is wrong, or any day zone goes. */
const AHEAD_MS = 366 * DAY_MS;
const FORMS = 'must be a day such as 2026-05-01, or unix seconds such as 1777593600';

/** @returns unix milliseconds, or what is wrong */
function readDate(text: string): number | string {
  if (/^\d{10}$/.test(text)) return within(Number(text) * 1000);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return FORMS;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // 2026-02-30 is taken for a day of March by some engines.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return `${text} is not a day of the calendar`;
  return within(ms);
}

function within(ms: number): number | string {
  if (ms < 0) return 'must not be before 1970-01-01';
  return ms > Date.now() + AHEAD_MS ? 'is too far in the future' : ms;
}

const date = (says: string) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is missing' : FORMS) })
    .transform((text, context) => {
      const read = readDate(text);
      if (typeof read === 'number') return read;
      context.issues.push({ code: 'custom', message: read, input: text });
      return z.NEVER;
    })
    .describe(`${says} A day (UTC) as \`YYYY-MM-DD\`, or unix seconds (10 digits).`)
    .meta({ override: { oneOf: [{ type: 'string', format: 'date' }, { type: 'integer' }] }, examples: ['2026-05-01'] });

export const toWebhook = flag(true, 'Send the data to the destinations; `false` answers with it.');

/** `user_id`, dates in milliseconds, flags. Use `rangeOf` for the range. */
export const historyQuery = z
  .looseObject({
    user_id: userId,
    start_date: date('First moment of the range.'),
    end_date: z
      .literal('')
      .transform(() => undefined)
      .or(date('End of the range, itself not in it. Default: now.'))
      .optional()
      .meta({ override: { oneOf: [{ type: 'string', format: 'date' }, { type: 'integer' }] } }),
    to_webhook: toWebhook,
    with_samples: flag(false, 'With the samples (heart rate, power, positions …).'),
  })
  .check(({ value, issues }) => {
    const endMs = value.end_date ?? Date.now();
    if (endMs > value.start_date) return;
    const [field, message] =
      value.end_date === undefined ? ['start_date', 'must be in the past'] : ['end_date', 'must be after start_date'];
    issues.push({ code: 'custom', path: [field], message, input: value });
  });

/** Half-open, in milliseconds; a missing end is now. */
export const rangeOf = (query: { readonly start_date: number; readonly end_date?: number | undefined }): TimeRange => ({
  startMs: query.start_date,
  endMs: query.end_date ?? Math.max(Date.now(), query.start_date + 1),
});
