/** A calendar of many months. One day is in the tab order; the arrow keys move to the others. */
import { Text } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import classes from './calendar.module.css';
import { type CoverageDay, type CoverageOf, addDays, monthsBetween } from './calendar.js';
import { count } from '../../kit/format.js';

const monthText = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
/** From so many records on a day a square is as dark as it gets. */
const MANY = 3;

export const dayWords = (day: string): string => longDay.format(new Date(day));

/** "12 May 2026: activity, daily fetched, 2 records". */
export function coverageWords({ day, fetched, records }: CoverageDay): string {
  const what = fetched.length === 0 ? 'not fetched' : `${fetched.join(', ')} fetched`;
  return `${dayWords(day)}: ${what}${records > 0 ? `, ${count(records)} record${records === 1 ? '' : 's'}` : ''}`;
}

function look({ covered, records }: CoverageDay): string {
  if (covered !== 'fetched' || records === 0) return covered;
  return records >= MANY ? 'many' : 'some';
}

export interface CalendarMonthsProps {
  readonly from: string;
  readonly to: string;
  readonly coverage: CoverageOf;
  readonly chosen: string | null;
  readonly onChoose: (day: string) => void;
}

export function CalendarMonths({ from, to, coverage, chosen, onChoose }: CalendarMonthsProps) {
  const [focused, setFocused] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const entry = [focused, chosen].find((day) => day !== null && day >= from && day <= to) ?? to;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const target = event.key === 'Home' ? from : event.key === 'End' ? to : step === undefined ? null : addDays(entry, step);
    if (target === null) return;
    event.preventDefault();
    const day = target < from ? from : target > to ? to : target;
    setFocused(day);
    box.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
  };
  return (
    <div ref={box} className={classes['months']} onKeyDown={onKeyDown}>
      {monthsBetween(from, to).map(({ month, weeks }) => (
        <table key={month} className={classes['month']}>
          <caption>{monthText.format(new Date(`${month}-01`))}</caption>
          <thead>
            <tr>
              {WEEKDAYS.map((weekday) => (
                <th key={weekday} scope="col" abbr={weekday}>
                  {weekday.slice(0, 1)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, row) => (
              <tr key={row}>
                {week.map((day, column) => (
                  <td key={column}>
                    {day !== null && day >= from && day <= to && (
                      <button
                        type="button"
                        className={classes['day']}
                        data-day={day}
                        data-look={look(coverage.of(day))}
                        aria-label={coverageWords(coverage.of(day))}
                        aria-pressed={day === chosen}
                        tabIndex={day === entry ? 0 : -1}
                        onFocus={() => setFocused(day)}
                        onClick={() => onChoose(day)}
                      >
                        {Number(day.slice(-2))}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

const LEGEND = [
  ['gap', 'not fetched'],
  ['part', 'not all types'],
  ['fetched', 'fetched, no record'],
  ['some', 'with records'],
  ['many', `${MANY} or more`],
] as const;

export function CalendarLegend() {
  return (
    <ul className={classes['legend']} aria-label="Legend">
      {LEGEND.map(([name, text]) => (
        <li key={name}>
          <span className={classes['day']} data-look={name} aria-hidden />
          <Text span size="xs">
            {text}
          </Text>
        </li>
      ))}
    </ul>
  );
}
