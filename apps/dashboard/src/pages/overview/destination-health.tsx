import { Anchor, Group, Text, Title } from '@mantine/core';
import { StateBadge } from '../../kit/badges.js';
import { countUpTo } from '../../kit/format.js';
import { type Column, Rows } from '../../kit/rows.js';
import { usePlace } from '../../kit/place.js';
import { When } from '../../kit/when.js';
import type { Overview } from './query.js';

/** How each destination does. */
export function DestinationHealth({ overview: { destinations } }: { readonly overview: Overview }) {
  const placed = usePlace();
  const columns: readonly Column<Overview['destinations'][number]>[] = [
    {
      title: 'Name',
      card: 'main',
      cell: ({ id, name, kind }) => (
        <>
          <Anchor size="sm" {...placed({ path: `/destinations/${id}` })} className="app-words">
            {name}
          </Anchor>{' '}
          <Text span size="xs" c="dimmed">
            {kind}
          </Text>
        </>
      ),
    },
    {
      title: 'State',
      card: 'corner',
      cell: ({ state, circuit }) => (
        <Group gap={4} wrap="nowrap">
          <StateBadge state={state} />
          {circuit !== 'closed' && <StateBadge state={circuit} />}
        </Group>
      ),
    },
    {
      title: 'Pending',
      align: 'right',
      cell: ({ id, pending }) => (
        <Anchor size="sm" {...placed({ path: '/deliveries', search: { state: 'pending', destination: id } })}>
          {countUpTo(pending)}
        </Anchor>
      ),
    },
    { title: 'Oldest due', cell: ({ oldest_pending_at: oldest }) => <When at={oldest} /> },
    {
      title: 'Dead letters',
      align: 'right',
      cell: ({ id, dead }) => (
        <Anchor size="sm" {...placed({ path: '/deliveries', search: { state: 'dead', destination: id } })}>
          {countUpTo(dead)}
        </Anchor>
      ),
    },
  ];
  return (
    <div>
      <Title order={2} size="h4" mb="xs">
        Destinations
      </Title>
      {destinations.length === 0 ? (
        <Text size="sm">
          There is none yet: <Anchor {...placed({ path: '/destinations' })}>choose one of the ten kinds</Anchor>.
        </Text>
      ) : (
        <Rows caption="Destinations" rows={destinations} columns={columns} rowKey={({ id }) => id} />
      )}
    </div>
  );
}
