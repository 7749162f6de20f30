/** A healthcheck event on its way: followed until it is delivered, or until its first try failed. */
import { Alert, Group, Loader, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { milliseconds } from '../../kit/format.js';
import { DeliveryLink } from '../../kit/links.js';
import { NextTry, asSentence } from '../../kit/next-try.js';
import { ErrorState } from '../../kit/states.js';

const FAST_MS = 700;
const SLOW_MS = 5_000;

const followed = (environment: string, delivery: string) =>
  queryOptions({
    queryKey: ['delivery', environment, delivery],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries/{delivery}', { params: { path: { environment, delivery } } }),
      ),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && data.state !== 'pending' ? false : (data?.tried.length ?? 0) > 0 ? SLOW_MS : FAST_MS,
  });

export function TestEvent({
  environment,
  delivery,
  isHeld,
}: {
  readonly environment: string;
  readonly delivery: string;
  /** Paused, disabled, or its circuit is open: it waits. */
  readonly isHeld: boolean;
}) {
  const { data, error, refetch } = useQuery(followed(environment, delivery));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const last = data?.tried.at(-1);
  const link = <DeliveryLink id={delivery}>See the delivery</DeliveryLink>;
  if (data?.state === 'delivered')
    return (
      <Alert color="green" role="status" title="The test event was delivered">
        <Text size="sm">
          {last ? `It took ${milliseconds(last.duration_ms)}${last.answer ? `; the answer was ${last.answer.line}` : ''}. ` : ''}
          {link}
        </Text>
      </Alert>
    );
  if (data && data.state !== 'pending')
    return (
      <Alert
        color="red"
        role="status"
        title={data.state === 'dead' ? 'The test event became a dead letter' : `The test event was ${data.state}`}
      >
        <Text size="sm">
          {data.problem && asSentence(data.problem.message)} {link}
        </Text>
      </Alert>
    );
  if (data && last && !last.ok)
    return (
      <Alert color="orange" role="status" title={`Try ${last.n} failed`}>
        <Text size="sm">
          {last.problem && asSentence(last.problem.message)} <NextTry at={data.due_at} /> {link}
        </Text>
      </Alert>
    );
  return (
    <Alert color="blue" role="status" title="The test event is on its way">
      <Group gap="xs">
        <Loader size="xs" aria-hidden />
        <Text size="sm">
          {isHeld ? 'It waits until the destination goes on. ' : ''}
          {link}
        </Text>
      </Group>
    </Alert>
  );
}
