/** Time in zones, as bars. */
import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { duration, percent } from '../../kit/format.js';
import type { RecordDetails } from './queries.js';
import classes from './zones.module.css';

type Zone = RecordDetails['zones'][number];
const OF = { heart_rate: { title: 'Heart rate', unit: 'bpm' }, power: { title: 'Power', unit: 'W' } } as const;

function rangeText({ from, to, of }: Zone): string {
  const { unit } = OF[of];
  if (from === null && to === null) return '';
  if (to === null) return `from ${Math.round(from ?? 0)} ${unit}`;
  return from === null ? `up to ${Math.round(to)} ${unit}` : `${Math.round(from)} to ${Math.round(to)} ${unit}`;
}

export function Zones({ zones }: { readonly zones: readonly Zone[] }) {
  if (zones.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing tells them: the provider gave no time in zones, and no limits of the athlete to count it by.
      </Text>
    );
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      {(['heart_rate', 'power'] as const).map((of) => {
        const mine = zones.filter((zone) => zone.of === of);
        const whole = mine.reduce((sum, { seconds }) => sum + seconds, 0);
        if (mine.length === 0) return null;
        return (
          <Stack key={of} gap="xs">
            <Title order={3} size="h6">
              {OF[of].title}
            </Title>
            <ul className={classes['zones']}>
              {mine.map((zone) => (
                <li key={zone.name}>
                  <span>
                    {zone.name} <span className={classes['range']}>{rangeText(zone)}</span>
                  </span>
                  <span className={classes['time']}>
                    {duration(zone.seconds)}{' '}
                    <span className={classes['range']}>{percent(whole === 0 ? null : zone.seconds / whole)}</span>
                  </span>
                  <span className={classes['bar']} aria-hidden>
                    <span style={{ width: `${whole === 0 ? 0 : (zone.seconds / whole) * 100}%` }} />
                  </span>
                </li>
              ))}
            </ul>
            {mine.some(({ is_derived }) => is_derived) && (
              <Text size="xs" c="dimmed">
                Computed here: the provider gave none.
              </Text>
            )}
          </Stack>
        );
      })}
    </SimpleGrid>
  );
}
