/** All connections of the environment: find them, and act on one, some or all that match. */
import { Button, Group, Paper, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { LiveConnection } from '../../api/live-events.js';
import { useLive } from '../../api/live.js';
import { useEnvironment } from '../../app/environment.js';
import { ChangeButton } from '../../kit/change-button.js';
import { List } from '../../kit/list.js';
import type { Column } from '../../kit/rows.js';
import { LiveBadge } from '../../kit/live-badge.js';
import { ConnectionLink } from '../../kit/links.js';
import { asSentence } from '../../kit/next-try.js';
import { Page } from '../../kit/page.js';
import { EmptyState } from '../../kit/states.js';
import { StateBadge } from '../../kit/badges.js';
import { When } from '../../kit/when.js';
import { BulkActions } from './bulk-actions.js';
import { ConnectLink } from './connect-link.js';
import { Filters } from './filters.js';
import { NextPoll } from './next-poll.js';
import { connectionsQuery } from './queries.js';
import { type Connection, nameOf } from './words.js';

const route = getRouteApi('/e/$environment/connections');

const NONE: ReadonlySet<string> = new Set();

const COLUMNS: readonly Column<Connection>[] = [
  {
    title: 'Reference',
    card: 'main',
    cell: (row) => (
      <>
        <ConnectionLink id={row.id}>{nameOf(row)}</ConnectionLink>
        {row.reference_id === null && (
          <Text size="xs" c="dimmed">
            without a reference
          </Text>
        )}
      </>
    ),
  },
  { title: 'Provider', cell: (row) => row.provider_title },
  { title: 'State', card: 'corner', cell: (row) => <StateBadge state={row.state} /> },
  { title: 'Last data', cell: (row) => <When at={row.most_recent_data_at} /> },
  { title: 'Next poll', cell: (row) => <NextPoll connection={row} />, from: 'md' },
  {
    title: 'Problem',
    card: 'alone',
    cell: ({ problem }) =>
      problem && (
        <Text size="sm" lineClamp={2} maw={420}>
          {asSentence(problem.message)}
        </Text>
      ),
    from: 'sm',
  },
];

export function ConnectionsPage() {
  const environment = useEnvironment();
  const filter = route.useSearch();
  const query = useInfiniteQuery(connectionsQuery(environment, filter));
  // What was chosen under another filter may be out of sight: nothing is done to it.
  const filterKey = JSON.stringify(filter);
  const [choice, setChoice] = useState({ filterKey, chosen: NONE });
  const chosen = choice.filterKey === filterKey ? choice.chosen : NONE;
  const setChosen = (ids: ReadonlySet<string>): void => setChoice({ filterKey, chosen: ids });
  const [isConnecting, setConnecting] = useState(false);
  const [arrived, setArrived] = useState<LiveConnection | null>(null);
  const live = useLive(environment, { connection: setArrived });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Connections"
      text="Each is one athlete’s link to one provider."
      actions={
        <>
          <LiveBadge state={live} />
          <ChangeButton leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setConnecting(true)}>
            Connect a user
          </ChangeButton>
        </>
      }
    >
      <Filters environment={environment} filter={filter} />
      {arrived !== null && (
        <Group gap="xs" role="status">
          <Text size="sm">
            New: <ConnectionLink id={arrived.connection_id}>{arrived.reference_id ?? arrived.provider_title}</ConnectionLink>
          </Text>
          <Button
            size="compact-xs"
            variant="light"
            onClick={() => {
              setArrived(null);
              void query.refetch();
            }}
          >
            Show it in the list
          </Button>
        </Group>
      )}
      <BulkActions environment={environment} filter={filter} chosen={chosen} onDone={() => setChosen(NONE)} />
      <Paper withBorder>
        <List
          caption="Connections, newest first"
          query={query}
          columns={COLUMNS}
          rowKey={(row) => row.id}
          selection={{ chosen, onChange: setChosen }}
          empty={
            isFiltered ? (
              <EmptyState title="No connection matches" text="Search for less, or take a filter away." />
            ) : (
              <EmptyState title="Nobody is connected yet" text="Make a link and open it: it leads through the provider’s log-in.">
                <ChangeButton onClick={() => setConnecting(true)}>Connect a user</ChangeButton>
              </EmptyState>
            )
          }
        />
      </Paper>
      {isConnecting && <ConnectLink environment={environment} arrived={arrived} onClose={() => setConnecting(false)} />}
    </Page>
  );
}
