import { Anchor, Group, Table, Text, Title } from '@mantine/core';
import { StateBadge } from '../../kit/badges.js';
import { countUpTo } from '../../kit/format.js';
import { usePlace } from '../../kit/place.js';
import { When } from '../../kit/when.js';
import type { Overview } from './query.js';

/** How each destination does. */
export function DestinationHealth({ overview: { destinations } }: { readonly overview: Overview }) {
  const placed = usePlace();
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
        <div className="app-table-scroll" tabIndex={0} role="region" aria-label="Destinations">
          <Table striped verticalSpacing="xs" aria-label="Destinations">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th ta="right">Pending</Table.Th>
                <Table.Th>Oldest due</Table.Th>
                <Table.Th ta="right">Dead letters</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {destinations.map(({ id, name, kind, state, circuit, pending, oldest_pending_at: oldest, dead }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Anchor size="sm" {...placed({ path: `/destinations/${id}` })} className="app-words">
                      {name}
                    </Anchor>{' '}
                    <Text span size="xs" c="dimmed">
                      {kind}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4} wrap="nowrap">
                      <StateBadge state={state} />
                      {circuit !== 'closed' && <StateBadge state={circuit} />}
                    </Group>
                  </Table.Td>
                  <Table.Td ta="right">
                    <Anchor size="sm" {...placed({ path: '/deliveries', search: { state: 'pending', destination: id } })}>
                      {countUpTo(pending)}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    <When at={oldest} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <Anchor size="sm" {...placed({ path: '/deliveries', search: { state: 'dead', destination: id } })}>
                      {countUpTo(dead)}
                    </Anchor>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </div>
  );
}
