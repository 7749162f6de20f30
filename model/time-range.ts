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

/** Cuts a range into windows of at most `windowMs`, newest first, without gap or overlap. */
export function windowsNewestFirst(range: TimeRange, windowMs: number): TimeRange[] {
  const windows: TimeRange[] = [];
  for (let endMs = range.endMs; endMs > range.startMs; endMs -= windowMs) {
    windows.push({ startMs: Math.max(range.startMs, endMs - windowMs), endMs });
  }
  return windows;
}
