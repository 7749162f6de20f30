/** Words and bars for progress. */

const WIDTH = 24;

/** `██████░░░░ 62%` */
export function bar(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(part * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(part * 100)).padStart(3)}%`;
}

export const rideCount = (count: number): string => `${count} ${count === 1 ? 'ride' : 'rides'}`;

/** `1:04:09`, `12:30` */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Value at `quantile` of a sample, by nearest rank: always one that was measured. Null for none. */
export function percentile(values: readonly number[], quantile: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? null;
}
