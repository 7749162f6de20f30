/** The place in the ride: a slider for keyboard and touch, and in words what was measured there. */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { exactText } from '../../kit/when.js';
import { useTimeZone } from '../../kit/time-zone.js';
import { clockText } from './chart-options.js';
import classes from './charts.module.css';
import { type Drawn, valueText } from './metrics.js';
import type { Series } from './queries.js';
import type { RideView } from './ride-view.js';

const FAR_ROWS = 30;
const CLOSER = 0.5;
const METERS = 1_000;
const SECOND_MS = 1_000;

export interface ScrubberProps {
  readonly series: Series;
  readonly view: RideView;
  readonly drawn: readonly Drawn[];
}

export function Scrubber({ series, view, drawn }: ScrubberProps) {
  const slider = useRef<HTMLInputElement>(null);
  const words = useRef<HTMLOutputElement>(null);
  const [zone] = useTimeZone();
  useEffect(() => {
    const show = (): void => {
      const row = view.cursor;
      const place = row === null ? 'Point at the ride to read what was measured there.' : placeText(series, row, zone);
      if (words.current) words.current.textContent = place;
      if (!slider.current) return;
      if (row !== null) slider.current.value = String(row);
      const measured = row === null ? [] : drawn.map(({ metric, line }) => `${metric.name} ${valueText(metric, line[row])}`);
      slider.current.setAttribute('aria-valuetext', row === null ? 'Nowhere' : [place, ...measured].join(', '));
    };
    show();
    return view.follow((part) => {
      if (part === 'cursor') show();
    });
  }, [series, view, drawn, zone]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = view.cursor ?? view.rows()[0];
    const jump = event.shiftKey ? FAR_ROWS : 1;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => view.goTo(row - jump),
      ArrowDown: () => view.goTo(row - jump),
      ArrowRight: () => view.goTo(row + jump),
      ArrowUp: () => view.goTo(row + jump),
      '+': () => view.zoomBy(CLOSER),
      '=': () => view.zoomBy(CLOSER),
      '-': () => view.zoomBy(1 / CLOSER),
      '0': () => view.reset(),
      Escape: () => view.reset(),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className={classes['scrubber']}>
      <output ref={words} className={classes['place']} aria-live="off" />
      <input
        ref={slider}
        type="range"
        aria-label="Place in the ride"
        min={0}
        max={Math.max(0, series.elapsed_seconds.length - 1)}
        step={1}
        defaultValue={0}
        onInput={(event) => view.goTo(Number(event.currentTarget.value))}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function placeText(
  { start_time: start, elapsed_seconds: elapsed, distance_meters: meters }: Series,
  row: number,
  zone: string,
): string {
  const seconds = elapsed[row] ?? 0;
  const far = meters?.[row] ?? null;
  const at = start === null ? null : Date.parse(start) + seconds * SECOND_MS;
  return [
    clockText(seconds),
    ...(far === null ? [] : [`${(far / METERS).toFixed(2)} km`]),
    ...(at === null || !Number.isFinite(at) ? [] : [exactText(at, zone)]),
  ].join(' · ');
}
