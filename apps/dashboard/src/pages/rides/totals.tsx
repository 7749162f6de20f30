/** A ride in figures: only those that are known. */
import { Paper, Text } from '@mantine/core';
import type { Schemas } from '../../api/client.js';
import { duration, kilometers, kilometersPerHour, rounded } from '../../kit/format.js';
import classes from './totals.module.css';

type Totals = Schemas['RideTotals'];

const TILES: readonly (readonly [name: string, text: (totals: Totals) => string])[] = [
  ['Distance', ({ distance_meters: value }) => kilometers(value)],
  ['Duration', ({ duration_seconds: value }) => duration(value)],
  ['Ascent', ({ ascent_meters: value }) => rounded(value, 'm')],
  ['Average speed', ({ average_speed_meters_per_second: value }) => kilometersPerHour(value)],
  ['Average power', ({ average_power_watts: value }) => rounded(value, 'W')],
  ['Highest power', ({ max_power_watts: value }) => rounded(value, 'W')],
  ['Average heart rate', ({ average_heart_rate_bpm: value }) => rounded(value, 'bpm')],
  ['Highest heart rate', ({ max_heart_rate_bpm: value }) => rounded(value, 'bpm')],
  ['Average cadence', ({ average_cadence_rpm: value }) => rounded(value, 'rpm')],
  ['Energy', ({ energy_kilocalories: value }) => rounded(value, 'kcal')],
];

export function TotalTiles({ totals }: { readonly totals: Totals }) {
  const known = TILES.map(([name, text]) => ({ name, text: text(totals) })).filter(({ text }) => text !== '–');
  if (known.length === 0) return null;
  return (
    <dl className={classes['tiles']}>
      {known.map(({ name, text }) => (
        <Paper key={name} withBorder px="sm" py="xs">
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} fw={650} fz="lg" className={classes['value']}>
            {text}
          </Text>
        </Paper>
      ))}
    </dl>
  );
}
