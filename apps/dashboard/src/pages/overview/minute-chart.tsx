/** Sixty minutes as bars, drawn by hand: small, and it says the same in words. */
import { Group, Paper, Table, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { count } from '../../kit/format.js';
import { useTimeZone } from '../../kit/time-zone.js';
import type { Overview } from './query.js';

type Minute = Overview['minutes'][number];

export interface Series {
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
  readonly of: (minute: Minute) => number;
  /** Told apart without colours. */
  readonly isHatched?: boolean;
}

interface MinuteChartProps {
  readonly title: string;
  readonly minutes: readonly Minute[];
  /** Stacked, the first at the bottom. */
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT, GAP] = [600, 96, 2];

/** 1, 2, 5, 10, 20, 50, …: the axis does not jump with each ride. */
function niceMost(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= most) ?? most;
}

export function MinuteChart({ title, minutes, series }: MinuteChartProps) {
  const id = useId();
  const [zone] = useTimeZone();
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const totalOf = (minute: Minute): number => series.reduce((sum, { of }) => sum + of(minute), 0);
  const totals = minutes.map(totalOf);
  const most = Math.max(0, ...totals);
  const scale = niceMost(most);
  const step = WIDTH / Math.max(1, minutes.length);
  const peak = minutes[totals.indexOf(most)];
  const summary =
    most === 0
      ? 'None within the hour.'
      : `${series.map(({ name, of }) => `${count(minutes.reduce((sum, minute) => sum + of(minute), 0))} ${name}`).join(', ')} within the hour; at most ${count(most)} a minute, at ${peak ? clock.format(new Date(peak.at)) : '–'}.`;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <Group gap="sm">
          {series.map(({ name, color, isHatched = false }) => (
            <Group key={name} gap={6} wrap="nowrap">
              <svg width={12} height={12} aria-hidden>
                <rect width={12} height={12} rx={2} fill={color} fillOpacity={isHatched ? 0.55 : 1} stroke={color} />
              </svg>
              <Text size="xs">{name}</Text>
            </Group>
          ))}
        </Group>
      </Group>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        height={120}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
      >
        <line x1={0} x2={WIDTH} y1={0.5} y2={0.5} stroke="var(--mantine-color-default-border)" strokeDasharray="3 3" />
        <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--mantine-color-default-border)" />
        {minutes.map((minute, index) => {
          let belowUnits = 0;
          return (
            <g key={minute.at}>
              <title>{`${clock.format(new Date(minute.at))}: ${series.map(({ name, of }) => `${count(of(minute))} ${name}`).join(', ')}`}</title>
              {/* The whole height answers the pointer. */}
              <rect x={index * step} y={0} width={step} height={HEIGHT} fill="transparent" />
              {series.map(({ name, color, of, isHatched = false }) => {
                const units = of(minute);
                belowUnits += units;
                return (
                  units > 0 && (
                    <rect
                      key={name}
                      x={index * step + GAP / 2}
                      y={HEIGHT - (belowUnits / scale) * HEIGHT}
                      width={step - GAP}
                      height={(units / scale) * HEIGHT}
                      fill={color}
                      fillOpacity={isHatched ? 0.55 : 1}
                      stroke={isHatched ? color : 'none'}
                    />
                  )
                );
              })}
            </g>
          );
        })}
      </svg>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {minutes[0] ? clock.format(new Date(minutes[0].at)) : ''}
        </Text>
        <Text size="xs" c="dimmed">
          top of the scale: {count(scale)}
        </Text>
        <Text size="xs" c="dimmed">
          now
        </Text>
      </Group>
      <Text size="xs" mt={4}>
        {summary}
      </Text>
      {most > 0 && (
        <details>
          <summary className="app-summary">As a table</summary>
          <div className="app-table-scroll app-short" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
            <Table verticalSpacing={2} aria-label={title}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Minute</Table.Th>
                  {series.map(({ name }) => (
                    <Table.Th key={name} ta="right">
                      {name}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {minutes
                  .filter((minute) => totalOf(minute) > 0)
                  .toReversed()
                  .map((minute) => (
                    <Table.Tr key={minute.at}>
                      <Table.Td>{clock.format(new Date(minute.at))}</Table.Td>
                      {series.map(({ name, of }) => (
                        <Table.Td key={name} ta="right">
                          {count(of(minute))}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
              </Table.Tbody>
            </Table>
          </div>
        </details>
      )}
    </Paper>
  );
}
