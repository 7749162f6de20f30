import { Group, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { StateBadge } from '../../kit/badges.js';
import { DeliveryLink } from '../../kit/links.js';
import { NextTry, asSentence } from '../../kit/next-try.js';
import { deliveryQuery } from './queries.js';

const ASK_MS = 1_500;

/** Waits until the test event has arrived, or says why not, and what comes next. */
export function TestEvent({ environment, delivery }: { readonly environment: string; readonly delivery: string }) {
  const { data } = useQuery({
    ...deliveryQuery(environment, delivery),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'pending' ? ASK_MS : false),
  });
  const state = data?.state ?? 'pending';
  const isUnderWay = state === 'pending' && !data?.problem;
  return (
    <Group gap="xs" role="status">
      {isUnderWay && <Loader size="xs" aria-hidden />}
      <Text size="sm">
        <DeliveryLink id={delivery}>Test event</DeliveryLink>
        {state === 'delivered'
          ? ' arrived.'
          : isUnderWay
            ? ' is on its way…'
            : state === 'pending'
              ? ' has not arrived.'
              : ' did not arrive.'}
      </Text>
      {state !== 'pending' && <StateBadge state={state} />}
      {data?.problem && (
        <Text size="sm" className="app-words">
          <Text span inherit c="red">
            {asSentence(data.problem.message)}
          </Text>{' '}
          {state === 'pending' && <NextTry at={data.due_at} what="It is tried again by itself" />}{' '}
          <DeliveryLink id={delivery}>See the delivery</DeliveryLink>
        </Text>
      )}
    </Group>
  );
}
