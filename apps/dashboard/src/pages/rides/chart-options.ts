/** How a chart of one metric looks and what can be done on it. */
import type uPlot from 'uplot';
import { type Metric, valueText } from './metrics.js';
import type { AxisKind, RideView } from './ride-view.js';

export interface ChartLook {
  readonly scheme: 'light' | 'dark';
  readonly axis: AxisKind;
  /** Only the lowest chart names the places on the axis that all share. */
  readonly isLast: boolean;
  readonly width: number;
}

const FONT = '11px system-ui, sans-serif';
const INK = {
  light: { text: '#495057', grid: 'rgba(0, 0, 0, 0.08)' },
  dark: { text: '#c1c2c5', grid: 'rgba(255, 255, 255, 0.09)' },
};
const PLOT_HEIGHT = 112;
const X_AXIS = 24;
const Y_AXIS = 44;
const FILL_ALPHA = '33';
const SECOND_STEPS = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];
const MINUTE = 60;
const HOUR = 3_600;
/** Space that a name on the axis needs. */
const X_SPACE = 64;
/** A hole of this many seconds is a pause: no line goes over it. */
const PAUSE_SECONDS = 30;

const two = (value: number): string => String(value).padStart(2, '0');
/** 1:05:09. */
export function clockText(elapsedSeconds: number): string {
  const seconds = Math.round(elapsedSeconds);
  return `${Math.floor(seconds / HOUR)}:${two(Math.floor(seconds / MINUTE) % MINUTE)}:${two(seconds % MINUTE)}`;
}
const axisText = (value: number, axis: AxisKind, step: number): string =>
  axis === 'distance' ? `${Number(value.toFixed(2))} km` : step >= MINUTE ? clockText(value).slice(0, -3) : clockText(value);

export const chartHeight = (isLast: boolean): number => PLOT_HEIGHT + (isLast ? X_AXIS : 0);

/** Rows after which there is a pause. */
export const pausesOf = (elapsedSeconds: readonly number[]): readonly number[] =>
  elapsedSeconds.flatMap((at, row) => ((elapsedSeconds[row + 1] ?? at) - at > PAUSE_SECONDS ? [row] : []));

export function chartOptions(metric: Metric, view: RideView, pauses: readonly number[], look: ChartLook): uPlot.Options {
  const { scheme, axis, isLast, width } = look;
  const color = metric.colors[scheme];
  const { text, grid } = INK[scheme];
  const lines = { stroke: grid, width: 1 };
  return {
    width,
    height: chartHeight(isLast),
    padding: [6, 8, isLast ? 0 : 6, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: (_, min, max) => [min, max] },
      y: { range: (_, min, max) => yRange(min, max, metric.fromZero) },
    },
    axes: [
      {
        stroke: text,
        font: FONT,
        grid: lines,
        ticks: { show: false },
        space: X_SPACE,
        size: isLast ? X_AXIS : 0,
        ...(axis === 'time' ? { incrs: SECOND_STEPS } : {}),
        values: (_, splits, _axis, _space, step) => splits.map((value) => (isLast ? axisText(value, axis, step) : '')),
      },
      {
        stroke: text,
        font: FONT,
        grid: lines,
        ticks: { show: false },
        size: Y_AXIS,
        space: 26,
        values: (_, splits) => splits.map((value) => String(Number(value.toFixed(1)))),
      },
    ],
    series: [
      {},
      {
        label: metric.name,
        stroke: color,
        width: 1.25,
        points: { show: false },
        ...(metric.isFilled ? { fill: `${color}${FILL_ALPHA}` } : {}),
        value: (_, value: number | null) => valueText(metric, value),
        gaps: (plot, _series, first, last, found) => {
          for (const row of pauses)
            if (row >= first && row < last && axis === 'time')
              found.push([
                Math.round(plot.valToPos(view.xs[row] ?? 0, 'x', true)),
                Math.round(plot.valToPos(view.xs[row + 1] ?? 0, 'x', true)),
              ]);
          return found.sort(([left], [right]) => left - right);
        },
      },
    ],
    cursor: {
      y: false,
      points: { size: 8, width: 2, fill: color, stroke: scheme === 'dark' ? '#242424' : '#ffffff' },
      drag: { x: true, y: false, setScale: false },
      // A double click shows all of it again, in all charts.
      bind: {
        dblclick: () => () => {
          view.reset();
          return null;
        },
      },
    },
    hooks: {
      // Zooming moves what is below a cursor too: only the chart below the mouse says where it is.
      setCursor: [
        (plot) => {
          if (plot.over.matches(':hover')) view.setCursor(plot.cursor.idx ?? null);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width: chosen } = plot.select;
          if (chosen <= 0) return;
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + chosen, 'x')];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          view.setRange(from, to);
        },
      ],
    },
  };
}

const AIR = 0.08;
function yRange(min: number | null, max: number | null, fromZero: boolean): [number, number] {
  const [low, high] = [fromZero ? Math.min(0, min ?? 0) : (min ?? 0), max ?? 1];
  const air = Math.max((high - low) * AIR, 1);
  return [fromZero && low === 0 ? 0 : low - air, high + air];
}
