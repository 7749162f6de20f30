import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../../../model/time-range.js';
import { historyQuery, rangeOf } from './range.js';

const user_id = '01980f5e-7c1a-7d53-9f1c-2f5a4be0c1d2';
const parse = (query: object) => historyQuery.safeParse({ user_id, ...query });
const range = (query: object) => {
  const { data, error } = parse(query);
  if (!data) throw error;
  return rangeOf(data);
};
const MAY = Date.UTC(2026, 4, 1);

describe('a range', () => {
  it('is of days or of seconds, or of both', () => {
    const whole = { startMs: MAY, endMs: MAY + DAY_MS };
    expect(range({ start_date: '2026-05-01', end_date: '2026-05-02' })).toEqual(whole);
    expect(range({ start_date: String(MAY / 1000), end_date: String((MAY + DAY_MS) / 1000) })).toEqual(whole);
    expect(range({ start_date: '2026-05-01', end_date: String((MAY + DAY_MS) / 1000) })).toEqual(whole);
    expect(range({ start_date: '2024-02-29', end_date: '2024-03-01' }).startMs).toBe(Date.UTC(2024, 1, 29));
  });

  it('without an end goes up to now', () => {
    for (const query of [{ start_date: '2026-05-01' }, { start_date: '2026-05-01', end_date: '' }])
      expect(Math.abs(range(query).endMs - Date.now())).toBeLessThan(5_000);
  });

  it.each<[string, object, string]>([
    ['no start', {}, 'start_date'],
    ['an empty start', { start_date: '' }, 'start_date'],
    ['month 13', { start_date: '2026-13-01' }, 'start_date'],
    ['a day that is none', { start_date: '2026-02-30' }, 'start_date'],
    ['29 February of another year', { start_date: '2025-02-29' }, 'start_date'],
    ['a negative number', { start_date: '-100' }, 'start_date'],
    ['nine digits', { start_date: '177759360' }, 'start_date'],
    ['milliseconds', { start_date: '1777593600000' }, 'start_date'],
    ['a time', { start_date: '2026-05-01T10:00:00Z' }, 'start_date'],
    ['two starts', { start_date: ['2026-05-01', '2026-05-02'] }, 'start_date'],
    ['a time before time', { start_date: '0001-01-01' }, 'start_date'],
    ['a start in the future', { start_date: new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10) }, 'start_date'],
    ['an end far ahead', { start_date: '2026-05-01', end_date: '2286-01-01' }, 'end_date'],
    ['an end that is none', { start_date: '2026-05-01', end_date: 'now' }, 'end_date'],
    ['an end before the start', { start_date: '2026-05-02', end_date: '2026-05-01' }, 'end_date'],
    ['an end at the start', { start_date: '2026-05-02', end_date: '2026-05-02' }, 'end_date'],
    ['words for a flag', { start_date: '2026-05-01', to_webhook: 'yes' }, 'to_webhook'],
    ['no user', { user_id: undefined, start_date: '2026-05-01' }, 'user_id'],
    ['a user that is no id', { user_id: 'me', start_date: '2026-05-01' }, 'user_id'],
  ])('with %s is refused by the name of the field', (_, query, field) => {
    expect(parse(query).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('has flags that are off and on unless they are given', () => {
    const start_date = '2026-05-01';
    expect(parse({ start_date }).data).toMatchObject({ to_webhook: true, with_samples: false });
    expect(parse({ start_date, to_webhook: 'False', with_samples: 'true', retry_if_rate_limited: 'x' }).data).toMatchObject({
      to_webhook: false,
      with_samples: true,
    });
  });
});
