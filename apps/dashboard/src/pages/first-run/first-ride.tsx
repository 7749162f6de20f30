import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { IconBike } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { StateBadge } from '../../kit/badges.js';
import { duration, kilometers } from '../../kit/format.js';
import { DeliveryLink, RecordLink } from '../../kit/links.js';
import { When } from '../../kit/when.js';
import { type Destination, type Ride, rideDeliveriesQuery } from './queries.js';

const ASK_MS = 2_000;

/** The ride that came, and whether it is at the destinations. */
interface FirstRideProps {
  readonly environment: string;
  readonly ride: Ride;
  readonly destinations: readonly Destination[];
}

export function FirstRide({ environment, ride, destinations }: FirstRideProps) {
  const { connection_id: connection, type, key, totals } = ride;
  const { data } = useQuery({
    ...rideDeliveriesQuery(environment, connection),
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => each.record_key === key && each.state === 'pending') === false ? false : ASK_MS,
  });
  const deliveries = data?.items.filter((each) => each.record_key === key) ?? [];
  return (
    <Alert role="group" color="green" variant="light" icon={<IconBike aria-hidden />} title="The first ride is here">
      <Stack gap={4}>
        <Text size="sm" className="app-words">
          <RecordLink connection={connection} type={type} recordKey={key}>
            {totals?.name ?? key}
          </RecordLink>
          , {kilometers(totals?.distance_meters ?? null)} in {duration(totals?.duration_seconds ?? null)}, stored{' '}
          <When at={ride.updated_at} />.
        </Text>
        {deliveries.map(({ id, state, problem, destination_id: destination }) => (
          <Group key={id} gap="xs" role="status">
            {state === 'pending' && !problem && <Loader size="xs" aria-hidden />}
            <Text size="sm" className="app-words">
              <DeliveryLink id={id}>Its delivery</DeliveryLink> to{' '}
              {destinations.find((each) => each.id === destination)?.name ?? 'a destination'}
            </Text>
            <StateBadge state={state} />
            {problem && (
              <Text size="sm" className="app-words">
                {problem.message}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}
