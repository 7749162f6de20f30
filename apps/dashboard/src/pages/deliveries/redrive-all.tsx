/** Tries all dead letters again that match: counts them first. */
import { Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Confirm } from '../../kit/confirm.js';
import { countUpTo } from '../../kit/format.js';
import { ErrorState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { type DeliveryFilter, redriveOf } from './filter.js';
import { touchedBy } from './queries.js';

export interface RedriveAllProps {
  readonly environment: string;
  readonly filter: DeliveryFilter;
  readonly onClose: () => void;
}

const redriven = (environment: string, body: ReturnType<typeof redriveOf>, isDry: boolean) =>
  answerOf(
    api.POST('/admin/environments/{environment}/deliveries/redrive', {
      params: { path: { environment } },
      body: { ...body, dry_run: isDry },
    }),
  );

export function RedriveAll({ environment, filter, onClose }: RedriveAllProps) {
  // A span ends when the dialog was opened: what is counted is what is redriven.
  const [body] = useState(() => redriveOf(filter, Date.now()));
  const counted = useQuery({
    queryKey: ['deliveries', environment, 'redrive', body],
    staleTime: 0,
    gcTime: 0,
    queryFn: () => redriven(environment, body, true),
  });
  const redrive = useChange({
    run: () => redriven(environment, body, false),
    done: ({ deliveries }) => `${countUpTo(deliveries)} dead letters are due again.`,
    touches: touchedBy(environment),
  });
  const found = counted.data?.deliveries;
  return (
    <Confirm
      title="Redrive dead letters"
      text={
        counted.error ? (
          <ErrorState error={counted.error} onRetry={() => void counted.refetch()} />
        ) : found === undefined ? (
          <Loader size="sm" aria-label="Counting" />
        ) : found === 0 ? (
          'No dead letter matches the filters.'
        ) : (
          <>
            <Text size="sm">
              <strong>{countUpTo(found)}</strong> dead letters match the filters. Each begins its tries anew, with its newest
              revision.
            </Text>
            <Text size="sm" mt="xs">
              Mend the cause first: else they come back.
            </Text>
          </>
        )
      }
      action={found === undefined ? 'Redrive them' : found === 0 ? 'Close' : `Redrive ${countUpTo(found)}`}
      isDanger={false}
      onConfirm={async () => {
        if (found === undefined) throw new Error('They are still being counted. Wait a moment.');
        if (found > 0) await redrive.mutateAsync();
      }}
      onClose={onClose}
    />
  );
}
