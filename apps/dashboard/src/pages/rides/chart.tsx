/** One metric over the ride. uPlot draws; React only puts it there. */
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { type ChartLook, chartHeight, chartOptions } from './chart-options.js';
import classes from './charts.module.css';
import { followPointers } from './chart-pointers.js';
import { type Drawn, summarize, valueText } from './metrics.js';
import type { RideView } from './ride-view.js';

/** Left of the chart: not shown. */
const AWAY = -10;

export interface ChartProps extends Omit<ChartLook, 'width'> {
  readonly drawn: Drawn;
  readonly view: RideView;
  readonly pauses: readonly number[];
}

export function Chart({ drawn, view, pauses, scheme, axis, isLast }: ChartProps) {
  const { metric, values, line } = drawn;
  const box = useRef<HTMLDivElement>(null);
  const now = useRef<HTMLSpanElement>(null);
  const summary = useRef<HTMLSpanElement>(null);
  const data = useMemo<uPlot.AlignedData>(() => [[...view.xs], [...line]], [view, line]);

  useEffect(() => {
    const place = box.current;
    if (!place) return undefined;
    const look = { scheme, axis, isLast, width: place.clientWidth };
    const plot = new uPlot(chartOptions(metric, view, pauses, look), data, place);
    const showCursor = (): void => {
      const row = view.cursor;
      const left = row === null ? AWAY : plot.valToPos(view.xs[row] ?? 0, 'x');
      const isShown = left >= 0 && left <= plot.over.clientWidth;
      plot.setCursor({ left: isShown ? left : AWAY, top: isShown ? 1 : AWAY }, false);
      if (now.current) now.current.textContent = row === null ? '' : valueText(metric, line[row]);
    };
    const showRange = (): void => {
      // In a batch it is drawn at once: the cursor is put by what is drawn.
      plot.batch(() => plot.setScale('x', view.range));
      showCursor();
      const found = summarize(values, ...view.rows());
      if (summary.current)
        summary.current.textContent = found
          ? `in view: avg ${valueText(metric, found.average)} · ${found.least.toFixed(metric.digits)} to ${valueText(metric, found.most)}`
          : 'nothing here';
    };
    showRange();
    const unfollow = view.follow((part) => (part === 'cursor' ? showCursor() : showRange()));
    const unpoint = followPointers(plot, view);
    const sizes = new ResizeObserver(() => {
      if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height: chartHeight(isLast) });
    });
    sizes.observe(place);
    return () => {
      sizes.disconnect();
      unpoint();
      unfollow();
      plot.destroy();
    };
  }, [metric, values, line, data, view, pauses, scheme, axis, isLast]);

  return (
    <figure className={classes['chart']}>
      <figcaption>
        <span className={classes['name']} style={{ borderColor: metric.colors[scheme] }}>
          {metric.name}
        </span>
        <span ref={now} className={classes['now']} />
        <span ref={summary} className={classes['summary']} />
      </figcaption>
      <div ref={box} style={{ height: chartHeight(isLast) }} />
    </figure>
  );
}
