/** A moment: how long ago, and exactly when on hover and for screen readers. */
import { Text, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTimeZone } from './time-zone.js';

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];
const JUST_MS = 12_000;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function agoText(atMs: number, nowMs: number): string {
  const awayMs = atMs - nowMs;
  // The page's clock ticks slower than things happen.
  if (Math.abs(awayMs) < JUST_MS) return 'just now';
  const [unit, lengthMs] = STEPS.find(([, each]) => Math.abs(awayMs) >= each) ?? (['second', 1_000] as const);
  return relative.format(Math.trunc(awayMs / lengthMs), unit);
}

export const exactText = (at: string | number | Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone }).format(new Date(at));

export const dayText = (at: string | number | Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: zone }).format(new Date(at));

/** One clock for all moments of a page: it ticks while anybody looks. */
const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
export const useNow = (): number => useSyncExternalStore(listen, () => nowMs);

export function When({ at, exact = false }: { readonly at: string | null; readonly exact?: boolean }) {
  const [zone] = useTimeZone();
  const now = useNow();
  if (at === null)
    return (
      <Text span c="dimmed" inherit aria-label="never">
        –
      </Text>
    );
  const whole = `${exactText(at, zone)} (${zone})`;
  return (
    <Tooltip label={whole} withArrow>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {exact ? exactText(at, zone) : agoText(Date.parse(at), now)}
      </time>
    </Tooltip>
  );
}
