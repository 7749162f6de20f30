import { describe, expect, it } from '@jest/globals';
import { addDays, coverageOf, monthsBetween } from './calendar.js';

describe('months of a calendar', () => {
  it('are whole, from Monday, over the end of a year and a leap day', () => {
    const months = monthsBetween('2023-12-30', '2024-02-01');
    expect(months.map(({ month }) => month)).toEqual(['2023-12', '2024-01', '2024-02']);
    const days = (index: number) => (months[index]?.weeks ?? []).flat().filter((day) => day !== null);
    expect(days(2)).toHaveLength(29);
    expect(months[2]?.weeks[0]).toEqual([null, null, null, '2024-02-01', '2024-02-02', '2024-02-03', '2024-02-04']);
    expect(months.every(({ weeks }) => weeks.every((week) => week.length === 7))).toBe(true);
  });

  it('counts days over the end of a month', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2024-01-01', -1)).toBe('2023-12-31');
  });
});

describe('coverage', () => {
  const calendar = {
    from: '2026-05-01',
    to: '2026-05-31',
    types: ['activity', 'daily'],
    first_day: '2026-05-01',
    days: [
      { day: '2026-05-04', fetched: ['activity', 'daily'], records: 2 },
      { day: '2026-05-05', fetched: ['activity'], records: 0 },
      { day: '2026-05-09', fetched: ['activity', 'daily'], records: 0 },
    ],
  };

  it('tells a gap from a day of which only some is there', () => {
    const coverage = coverageOf(calendar, null);
    expect(['2026-05-04', '2026-05-05', '2026-05-06'].map((day) => coverage.of(day).covered)).toEqual(['fetched', 'part', 'gap']);
    expect(coverageOf(calendar, 'activity').of('2026-05-05').covered).toBe('fetched');
  });

  it('finds the whole gap, and does not leave what is shown', () => {
    const all = coverageOf(calendar, null);
    expect(all.gapAround('2026-05-07')).toEqual({ from: '2026-05-05', to: '2026-05-08' });
    expect(coverageOf(calendar, 'activity').gapAround('2026-05-07')).toEqual({ from: '2026-05-06', to: '2026-05-08' });
    expect(all.gapAround('2026-05-02')).toEqual({ from: '2026-05-01', to: '2026-05-03' });
    expect(all.gapAround('2026-05-20')).toEqual({ from: '2026-05-10', to: '2026-05-31' });
  });
});
