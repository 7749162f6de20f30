/** The figures at a glance, each a link to what it counts. */
import { Anchor, Group, Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { count, countUpTo, milliseconds, percent } from '../../kit/format.js';
import { usePlace } from '../../kit/place.js';
import { When } from '../../kit/when.js';
import type { Overview } from './query.js';

interface FigureProps {
  readonly title: string;
  readonly value: ReactNode;
  readonly children: ReactNode;
}

const Figure = ({ title, value, children }: FigureProps) => (
  <Paper withBorder p="md">
    <Text size="sm" c="dimmed" component="h2" fw={500} m={0}>
      {title}
    </Text>
    <Text fz={28} fw={650} lh={1.3} component="div">
      {value}
    </Text>
    <Text size="sm" component="div" mih={22}>
      {children}
    </Text>
  </Paper>
);

const STATES = [
  ['paused', 'paused'],
  ['reauthorize', 'waiting for the athlete'],
  ['revoked', 'revoked'],
] as const;

export function Figures({ overview }: { readonly overview: Overview }) {
  const placed = usePlace();
  const { connections, backlog, latency_ms: latency, success_rate: rate, minutes, backfills } = overview;
  const sum = (of: 'rides' | 'delivered' | 'failed') => minutes.reduce((total, minute) => total + minute[of], 0);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md">
      <Figure
        title="Connections"
        value={
          <Anchor inherit c="inherit" {...placed({ path: '/connections' })}>
            {count(connections.active)} <Text span>active</Text>
          </Anchor>
        }
      >
        <Group gap="xs">
          {STATES.map(([state, words]) => (
            <Anchor key={state} size="sm" {...placed({ path: '/connections', search: { state } })}>
              {count(connections[state])} {words}
            </Anchor>
          ))}
        </Group>
      </Figure>
      <Figure
        title="Rides within the hour"
        value={
          <Anchor inherit c="inherit" {...placed({ path: '/rides' })}>
            {count(sum('rides'))}
          </Anchor>
        }
      >
        <Anchor size="sm" {...placed({ path: '/backfills' })}>
          Backfills: {count(backfills.running)} running, {count(backfills.paused)} paused
        </Anchor>
      </Figure>
      <Figure title="Tries that worked, within the hour" value={rate === null ? 'no tries' : percent(rate)}>
        {count(sum('delivered'))} delivered, {count(sum('failed'))} failed
      </Figure>
      <Figure
        title="Backlog"
        value={
          <Anchor inherit c="inherit" {...placed({ path: '/deliveries', search: { state: 'pending' } })}>
            {countUpTo(backlog.pending)} <Text span>pending</Text>
          </Anchor>
        }
      >
        {backlog.oldest_pending_at === null ? (
          'Nothing waits.'
        ) : (
          <>
            The oldest was made <When at={backlog.oldest_pending_at} />
          </>
        )}
      </Figure>
      <Figure
        title="From notification to delivery"
        value={
          latency === null ? (
            'no deliveries'
          ) : (
            <>
              {milliseconds(latency.p50)} <Text span>median</Text>
            </>
          )
        }
      >
        {latency === null
          ? 'Within the hour.'
          : `p95 ${milliseconds(latency.p95)}, p99 ${milliseconds(latency.p99)}, of ${count(latency.deliveries)}`}
      </Figure>
      <Figure
        title="Dead letters"
        value={
          <Anchor inherit c="inherit" {...placed({ path: '/deliveries', search: { state: 'dead' } })}>
            {countUpTo(overview.dead_letters)}
          </Anchor>
        }
      >
        They are not tried again by themselves.
      </Figure>
    </SimpleGrid>
  );
}
