/** Days (2026-05-01, UTC) laid out in months and weeks, and what has been fetched of them. */
import type { Schemas } from '../../api/client.js';

const DAY_MS = 86_400_000;
const DAYS_OF_WEEK = 7;

export const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string => dayAt(Date.parse(day) + days * DAY_MS);

export interface CalendarMonth {
  /** 2026-05. */
  readonly month: string;
  /** From Monday; null where a week belongs to the next month. */
  readonly weeks: readonly (readonly (string | null)[])[];
}

/** Whole months, those of both days too. */
export function monthsBetween(from: string, to: string): readonly CalendarMonth[] {
  const months: CalendarMonth[] = [];
  for (let first = `${from.slice(0, 7)}-01`; first <= to; first = nextMonth(first)) {
    const end = nextMonth(first);
    const blanks = (new Date(first).getUTCDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK;
    const cells: (string | null)[] = Array.from({ length: blanks }, () => null);
    for (let day = first; day < end; day = addDays(day, 1)) cells.push(day);
    while (cells.length % DAYS_OF_WEEK !== 0) cells.push(null);
    const weeks = Array.from({ length: cells.length / DAYS_OF_WEEK }, (_, week) =>
      cells.slice(week * DAYS_OF_WEEK, (week + 1) * DAYS_OF_WEEK),
    );
    months.push({ month: first.slice(0, 7), weeks });
  }
  return months;
}

function nextMonth(first: string): string {
  const at = new Date(first);
  return dayAt(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}

export type Covered = 'gap' | 'part' | 'fetched';
export interface CoverageDay {
  readonly day: string;
  readonly covered: Covered;
  readonly fetched: readonly string[];
  readonly records: number;
}

export interface CoverageOf {
  readonly types: readonly string[];
  of(day: string): CoverageDay;
  /** The days around it of which as much is missing, within what is shown. */
  gapAround(day: string): { readonly from: string; readonly to: string };
}

/** @param type null = all of the provider's */
export function coverageOf(calendar: Schemas['CoverageCalendar'], type: string | null): CoverageOf {
  const known = new Map(calendar.days.map((day) => [day.day, day]));
  const types = type === null ? calendar.types : [type];
  const of = (day: string): CoverageDay => {
    const { fetched = [], records = 0 } = known.get(day) ?? {};
    const wanted = types.filter((each) => fetched.includes(each)).length;
    const covered = wanted === 0 ? 'gap' : wanted < types.length ? 'part' : 'fetched';
    return { day, covered, fetched, records };
  };
  const isMissing = (day: string): boolean => day >= calendar.from && day <= calendar.to && of(day).covered !== 'fetched';
  const walk = (day: string, step: number): string => {
    let end = day;
    while (isMissing(addDays(end, step))) end = addDays(end, step);
    return end;
  };
  return { types, of, gapAround: (day) => ({ from: walk(day, -1), to: walk(day, 1) }) };
}
