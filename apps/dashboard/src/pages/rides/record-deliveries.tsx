/** Where a record was delivered, each revision of it. */
import { Group, Paper, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type Schemas, answerOf, api } from '../../api/client.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { shortId } from '../../kit/format.js';
import { DeliveryLink, DestinationLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import { asSentence } from '../../kit/next-try.js';
import type { Column } from '../../kit/rows.js';
import { EmptyState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { type RecordId, destinationNamesQuery, recordDeliveriesQuery } from './queries.js';

type Delivery = Schemas['Delivery'];

export function RecordDeliveries({ record }: { readonly record: RecordId }) {
  const { environment } = record;
  const query = useInfiniteQuery(recordDeliveriesQuery(record));
  const { data: names } = useQuery(destinationNamesQuery(environment));
  const redrive = useChange({
    run: (delivery: string) =>
      answerOf(
        api.POST('/admin/environments/{environment}/deliveries/{delivery}/redrive', {
          params: { path: { environment, delivery } },
        }),
      ),
    done: 'It is sent again.',
    touches: [['deliveries', environment]],
  });
  const columns: readonly Column<Delivery>[] = [
    {
      title: 'Destination',
      card: 'main',
      cell: ({ destination_id: id }) => <DestinationLink id={id}>{names?.get(id) ?? `…${shortId(id)}`}</DestinationLink>,
    },
    {
      title: 'State',
      card: 'corner',
      cell: ({ id, state }) => (
        <Group gap="xs" wrap="nowrap">
          <StateBadge state={state} />
          {state === 'dead' && (
            <ChangeButton
              size="compact-xs"
              variant="default"
              loading={redrive.isPending && redrive.variables === id}
              onClick={() => redrive.mutate(id)}
            >
              Send again
            </ChangeButton>
          )}
        </Group>
      ),
    },
    { title: 'Revision', align: 'right', from: 'sm', cell: ({ revision }) => revision },
    { title: 'Attempts', align: 'right', cell: ({ attempts }) => attempts },
    { title: 'Made', cell: ({ created_at: at }) => <When at={at} /> },
    { title: 'Ended', from: 'sm', cell: ({ finished_at: at }) => <When at={at} /> },
    {
      title: 'Problem',
      card: 'alone',
      from: 'md',
      cell: ({ problem }) =>
        problem && (
          <Text size="sm" lineClamp={2} maw={320}>
            {asSentence(problem.message)}
          </Text>
        ),
    },
    { title: 'More', card: 'alone', cell: ({ id }) => <DeliveryLink id={id}>Attempts</DeliveryLink> },
  ];
  return (
    <Paper withBorder>
      <List
        caption="Deliveries of this record"
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            title="It was sent nowhere"
            text="No destination wanted it when it came, or its deliveries are past their time."
          />
        }
      />
    </Paper>
  );
}
