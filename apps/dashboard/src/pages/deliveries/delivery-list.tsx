/** Deliveries, newest first. */
import { Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StateBadge } from '../../kit/badges.js';
import { shortId } from '../../kit/format.js';
import { ConnectionLink, DestinationLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import type { Column } from '../../kit/rows.js';
import { DueWords, NextTry, asSentence } from '../../kit/next-try.js';
import { When } from '../../kit/when.js';
import { destinationsQuery } from '../destinations/queries.js';
import { EventCell } from './event-cell.js';
import type { DeliveryFilter } from './filter.js';
import { type Delivery, deliveriesQuery } from './queries.js';
import { priorityWord } from './words.js';

const PAGE = 50;
const LONG_PROBLEM = 120;
const cut = (text: string): string => (text.length > LONG_PROBLEM ? `${text.slice(0, LONG_PROBLEM)}…` : text);

/** Due or not: nothing is sent there now, and nothing is lost. */
const Stopped = ({ state }: { readonly state: string | undefined }) => `Waits: its destination is ${state ?? 'stopped'}.`;

export interface DeliveryListProps {
  readonly environment: string;
  readonly filter: DeliveryFilter;
  readonly limit?: number;
  readonly isOfOneDestination?: boolean;
  readonly empty: ReactNode;
}

export function DeliveryList({ environment, filter, limit = PAGE, isOfOneDestination = false, empty }: DeliveryListProps) {
  const query = useInfiniteQuery(deliveriesQuery(environment, filter, limit));
  const destinations = useQuery(destinationsQuery(environment));
  const names = new Map(destinations.data?.items.map(({ id, name }) => [id, name]));
  const stopped = new Map(destinations.data?.items.flatMap(({ id, state }) => (state === 'enabled' ? [] : [[id, state]])));
  const columns: readonly (Column<Delivery> | null)[] = [
    { title: 'Event', card: 'main', cell: (row) => <EventCell delivery={row} /> },
    { title: 'State', card: 'corner', cell: ({ state }) => <StateBadge state={state} /> },
    { title: 'Made', cell: ({ created_at: at }) => <When at={at} /> },
    isOfOneDestination
      ? null
      : {
          title: 'Destination',
          cell: ({ destination_id: id }) => <DestinationLink id={id}>{names.get(id) ?? shortId(id)}</DestinationLink>,
        },
    {
      title: 'Connection',
      cell: ({ connection_id: id, reference_id: reference }) =>
        id === null ? '–' : <ConnectionLink id={id}>{reference ?? shortId(id)}</ConnectionLink>,
    },
    { title: 'Tries', align: 'right', cell: ({ attempts }) => attempts },
    {
      title: 'What became of it',
      from: 'sm',
      cell: ({ problem, state, due_at: due, finished_at: finished, priority, destination_id: destination }) =>
        problem ? (
          <Text size="sm" className="app-words" title={problem.message}>
            {asSentence(cut(problem.message))}{' '}
            {state === 'pending' &&
              (stopped.has(destination) ? <Stopped state={stopped.get(destination)} /> : <NextTry at={due} />)}
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            {finished !== null ? (
              <When at={finished} />
            ) : stopped.has(destination) ? (
              <Stopped state={stopped.get(destination)} />
            ) : (
              <>
                <DueWords at={due} /> ({priorityWord(priority)})
              </>
            )}
          </Text>
        ),
    },
  ];
  return (
    <List
      caption="Deliveries"
      query={query}
      columns={columns.filter((column) => column !== null)}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}
