/** Where one looks at a ride: the row under the cursor and the part that is shown. Charts, track and readout follow it without React. */
import type { Series } from './queries.js';

export type AxisKind = 'time' | 'distance';
export interface Range {
  readonly min: number;
  readonly max: number;
}
export type ViewPart = 'cursor' | 'range';

const LEAST_ROWS = 8;
const METERS = 1_000;

/** x of each row: seconds since the start, or kilometers; it never goes back, as a chart needs it. */
export function axisOf(series: Series, kind: AxisKind): readonly number[] {
  if (kind === 'time' || series.distance_meters === null) return series.elapsed_seconds;
  let far = 0;
  return series.distance_meters.map((meters) => {
    if (meters !== null && meters / METERS > far) far = meters / METERS;
    return far;
  });
}

export const hasDistance = ({ distance_meters: meters }: Series): boolean =>
  meters?.some((each) => each !== null && each > 0) === true;

export class RideView {
  readonly full: Range;
  private readonly listeners = new Set<(part: ViewPart) => void>();
  private row: number | null = null;
  private shown: Range;

  /** @param xs of each row, ascending; at least one */
  constructor(readonly xs: readonly number[]) {
    this.full = { min: xs[0] ?? 0, max: xs.at(-1) ?? 0 };
    this.shown = this.full;
  }

  get cursor(): number | null {
    return this.row;
  }
  get range(): Range {
    return this.shown;
  }
  get isZoomed(): boolean {
    return this.shown !== this.full;
  }

  follow(listener: (part: ViewPart) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  setCursor(row: number | null): void {
    const last = this.xs.length - 1;
    const next = row === null ? null : Math.min(last, Math.max(0, row));
    if (next === this.row) return;
    this.row = next;
    this.tell('cursor');
  }

  /** As setCursor, and what is shown moves along. */
  goTo(row: number): void {
    this.setCursor(row);
    const x = this.xs[this.row ?? 0] ?? 0;
    const { min, max } = this.shown;
    if (x < min || x > max) this.setRange(x - (max - min) / 2, x + (max - min) / 2);
  }

  setRange(from: number, to: number): void {
    const { min, max } = this.full;
    const least = Math.min(max - min, this.leastWidth());
    const width = Math.min(max - min, Math.max(to - from, least));
    const start = Math.min(max - width, Math.max(min, (from + to) / 2 - width / 2));
    if (start === this.shown.min && start + width === this.shown.max) return;
    this.shown = start <= min && start + width >= max ? this.full : { min: start, max: start + width };
    this.tell('range');
  }

  showRows(from: number, to: number): void {
    this.setRange(this.xs[from] ?? this.full.min, this.xs[to] ?? this.full.max);
  }

  reset(): void {
    this.setRange(this.full.min, this.full.max);
  }

  /** Around the cursor where it is shown, else around the middle. @param factor below 1 = closer */
  zoomBy(factor: number): void {
    const { min, max } = this.shown;
    const x = this.row === null ? null : (this.xs[this.row] ?? null);
    const center = x !== null && x >= min && x <= max ? x : (min + max) / 2;
    this.setRange(center - (center - min) * factor, center + (max - center) * factor);
  }

  /** First and last row of what is shown. */
  rows(): readonly [from: number, to: number] {
    const from = this.rowAt(this.shown.min);
    return [from, Math.max(from, this.rowAt(this.shown.max))];
  }

  /** The first row at or after x; the last one beyond the end. */
  rowAt(x: number): number {
    let [low, high] = [0, this.xs.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.xs[middle] ?? 0) < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private leastWidth(): number {
    return ((this.full.max - this.full.min) / Math.max(1, this.xs.length)) * LEAST_ROWS;
  }

  private tell(part: ViewPart): void {
    for (const listener of this.listeners) listener(part);
  }
}
