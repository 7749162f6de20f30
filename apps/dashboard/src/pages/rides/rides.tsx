/** Rides, and other records, of all users. */
import { Button, Group, Paper, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useLive } from '../../api/live.js';
import { useEnvironment } from '../../app/environment.js';
import { ConnectionInput } from '../../kit/connection-input.js';
import { count } from '../../kit/format.js';
import { freshen } from '../../kit/freshen.js';
import { List } from '../../kit/list.js';
import { LiveBadge } from '../../kit/live-badge.js';
import { Page } from '../../kit/page.js';
import { given } from '../../kit/given.js';
import { EmptyState } from '../../kit/states.js';
import { columnsOf } from './columns.js';
import { type RecordFilter, type StoredRecord, RECORD_TYPES, recordTypeOf, recordsPage, recordsQuery } from './queries.js';

const route = getRouteApi('/e/$environment/rides');
/** A backfill tells of many a second: one look serves them all. */
const LOOK_MS = 2_000;
const MOST_MARKED = 1_000;

interface KeyOfRecord {
  readonly connection_id: string;
  readonly key: string;
}
const keyOf = ({ connection_id, key }: KeyOfRecord): string => `${connection_id} ${key}`;

export function RidesPage() {
  const environment = useEnvironment();
  const client = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter: RecordFilter = { ...search, type: search.type ?? 'activity' };
  const query = useInfiniteQuery(recordsQuery(environment, filter));
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const look = useThrottledCallback(() => {
    const { queryKey } = recordsQuery(environment, filter);
    recordsPage(environment, filter).then(
      (first) => client.setQueryData(queryKey, (old) => freshen<StoredRecord>(old, first, keyOf)),
      // The next one that arrives looks again.
      () => undefined,
    );
  }, LOOK_MS);
  const live = useLive(environment, {
    ride: (ride) => {
      if (ride.type !== filter.type || (filter.connection !== undefined && filter.connection !== ride.connection_id)) return;
      setArrived((before) => (before.size < MOST_MARKED ? new Set(before).add(keyOf(ride)) : before));
      look();
    },
  });
  const change = (part: Partial<Record<keyof RecordFilter, string | undefined>>): void =>
    void navigate({ search: given({ ...search, ...part, type: 'type' in part ? recordTypeOf(part.type) : search.type }) });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Page
      title="Rides"
      text="What is stored of all users, newest first. New rides show by themselves."
      actions={
        <>
          <Group gap="xs" role="status" display={arrived.size > 0 ? 'flex' : 'contents'}>
            {arrived.size > 0 && (
              <>
                <Text size="sm">
                  {arrived.size >= MOST_MARKED ? `${count(MOST_MARKED)} or more` : count(arrived.size)} new or changed since you
                  came here.
                </Text>
                <Button size="compact-xs" variant="subtle" onClick={() => setArrived(new Set())}>
                  Seen
                </Button>
              </>
            )}
          </Group>
          <LiveBadge state={live} />
        </>
      }
    >
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Select
          label="Type"
          allowDeselect={false}
          data={[...RECORD_TYPES]}
          value={filter.type}
          onChange={(value) => change({ type: value === 'activity' || value === null ? undefined : value })}
        />
        <ConnectionInput label="Connection" value={filter.connection} onChange={(id) => change({ connection: id })} />
        <TextInput
          type="date"
          label="From (UTC)"
          value={filter.since ?? ''}
          onChange={(event) => change({ since: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Before (UTC)"
          value={filter.until ?? ''}
          onChange={(event) => change({ until: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
        />
      </SimpleGrid>
      <Paper withBorder>
        <List
          caption={filter.type === 'activity' ? 'Rides, newest first' : `Records of type ${filter.type}, newest first`}
          query={query}
          columns={columnsOf(filter.type, { who: true, isNew: (row) => arrived.has(keyOf(row)) })}
          rowKey={keyOf}
          empty={
            isFiltered ? (
              <EmptyState title="Nothing matches" text="Widen the range, or take a filter away." />
            ) : (
              <EmptyState title="No ride is stored yet" text="Connect a user, or backfill those that are connected." />
            )
          }
        />
      </Paper>
    </Page>
  );
}
