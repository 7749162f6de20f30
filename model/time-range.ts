/** Half-open ranges of time: `start` belongs to it, `end` does not. Unix milliseconds. */

export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

export const DAY_MS = 86_400_000;

/** @throws RangeError when the end is not after the start. */
export function timeRange(startMs: number, endMs: number): TimeRange {
  if (!(endMs > startMs)) throw new RangeError('a range must end after it starts');
  return { startMs, endMs };
}

/**
 * Cuts a range into windows of at most `days`, newest first, without gap or overlap. Inner bounds lie at midnight UTC, so that every whole day is in one
 * window and its coverage can be told.
 * @throws RangeError when `days` is less than 1.
 */
export function windowsNewestFirst(range: TimeRange, days: number): TimeRange[] {
  if (!(days >= 1)) throw new RangeError('a window is at least one day');
  const windows: TimeRange[] = [];
  const top = Math.ceil(range.endMs / DAY_MS) * DAY_MS;
  for (let bound = top; bound > range.startMs; bound -= days * DAY_MS) {
    windows.push({ startMs: Math.max(range.startMs, bound - days * DAY_MS), endMs: Math.min(range.endMs, bound) });
  }
  return windows;
}
