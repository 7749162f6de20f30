/** A moment: how long ago, and exactly when on hover and for screen readers. */
import { Text, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { agoText, clockMs, followClock } from './clock.js';
import { useTimeZone } from './time-zone.js';

export const exactText = (at: string | number | Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone }).format(new Date(at));

export const dayText = (at: string | number | Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: zone }).format(new Date(at));

export const useNow = (): number => useSyncExternalStore(followClock, clockMs);

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
      <time dateTime={at} className="app-moment">
        {exact ? exactText(at, zone) : agoText(Date.parse(at), now)}
      </time>
    </Tooltip>
  );
}
