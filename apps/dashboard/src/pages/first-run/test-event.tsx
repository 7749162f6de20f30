import { Group, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { StateBadge } from '../../kit/badges.js';
import { DeliveryLink } from '../../kit/links.js';
import { deliveryQuery } from './queries.js';

const ASK_MS = 1_500;

/** Waits until the test event has arrived, or says why not. */
export function TestEvent({ environment, delivery }: { readonly environment: string; readonly delivery: string }) {
  const { data } = useQuery({
    ...deliveryQuery(environment, delivery),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'pending' ? ASK_MS : false),
  });
  const state = data?.state ?? 'pending';
  return (
    <Group gap="xs" role="status">
      {state === 'pending' && <Loader size="xs" aria-hidden />}
      <Text size="sm">
        <DeliveryLink id={delivery}>Test event</DeliveryLink>
        {state === 'delivered' ? ' arrived.' : state === 'pending' ? ' is on its way…' : ' did not arrive.'}
      </Text>
      {state !== 'pending' && <StateBadge state={state} />}
      {data?.problem && (
        <Text size="sm" c="red" className="app-words">
          {data.problem.message}
        </Text>
      )}
    </Group>
  );
}
