/** All backfills, newest first; with `?new=1` the form that starts one. */
import { Box, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { count } from '../../kit/format.js';
import { given } from '../../kit/given.js';
import { BackfillLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import type { Column } from '../../kit/rows.js';
import { Page } from '../../kit/page.js';
import { EmptyState } from '../../kit/states.js';
import { When } from '../../kit/when.js';
import { ProgressBar } from './progress-bar.js';
import { type Backfill, backfillsQuery } from './queries.js';
import { STATES } from './search.js';
import { StartForm } from './start-form.js';
import { rangeOf, whoOf } from './words.js';

const route = getRouteApi('/e/$environment/backfills');

const COLUMNS: readonly Column<Backfill>[] = [
  {
    title: 'Range',
    card: 'main',
    cell: (one) => (
      <span style={{ whiteSpace: 'nowrap' }}>
        <BackfillLink id={one.id}>{rangeOf(one)}</BackfillLink>
      </span>
    ),
  },
  { title: 'State', card: 'corner', cell: ({ state }) => <StateBadge state={state} /> },
  {
    title: 'Progress',
    card: 'alone',
    cell: ({ windows, state }) => (
      <Box miw={190}>
        <ProgressBar windows={windows} state={state} />
      </Box>
    ),
  },
  { title: 'For', cell: whoOf },
  { title: 'Provider', cell: ({ provider_title: provider }) => provider },
  { title: 'Types', from: 'md', cell: ({ types }) => types.join(', ') },
  { title: 'Records found', align: 'right', cell: ({ records }) => count(records.found) },
  { title: 'Started', cell: ({ created_at: at }) => <When at={at} /> },
  { title: 'By', from: 'md', card: 'none', cell: ({ requested_by: by }) => <span className="app-words">{by}</span> },
];

export function BackfillsPage() {
  const environment = useEnvironment();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...backfillsQuery(environment, search.state), enabled: search.new === undefined });
  if (search.new !== undefined)
    return (
      <Page
        title="Start a backfill"
        text="Pulls a past range from the provider, newest days first. Live rides go first always."
        trail={[{ text: 'Backfills', path: '/backfills' }]}
      >
        <StartForm environment={environment} first={search} onCancel={() => void navigate({ search: {} })} />
      </Page>
    );
  const start = <ChangeButton onClick={() => void navigate({ search: { new: 1 } })}>Start a backfill</ChangeButton>;
  return (
    <Page title="Backfills" text="Past ranges that are pulled from a provider, for one, many or all users." actions={start}>
      <Select
        label="State"
        placeholder="Any"
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
        data={[...STATES]}
        value={search.state ?? null}
        onChange={(state) => void navigate({ search: given({ state: state ?? undefined }) })}
        maw={260}
      />
      <List
        caption="Backfills"
        query={query}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        empty={
          search.state === undefined ? (
            <EmptyState
              title="No backfill yet"
              text="Start one to get history from before an athlete connected, or to fill a hole."
            >
              {start}
            </EmptyState>
          ) : (
            <EmptyState title={`No backfill is ${search.state}`} text="Choose another state, or any." />
          )
        }
      />
    </Page>
  );
}
