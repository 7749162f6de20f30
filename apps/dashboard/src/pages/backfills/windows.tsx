/** The windows of a backfill, newest range first. */
import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { StateBadge } from '../../kit/badges.js';
import { count, shortId } from '../../kit/format.js';
import { ConnectionLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import type { Column } from '../../kit/rows.js';
import { NextTry, asSentence } from '../../kit/next-try.js';
import { type Backfill, type BackfillWindow, isGoing, windowsQuery } from './queries.js';
import { WINDOW_STATES, type WindowState } from './search.js';
import { rangeOf } from './words.js';

const COLUMNS: readonly Column<BackfillWindow>[] = [
  { title: 'Range', card: 'main', cell: (window) => <span style={{ whiteSpace: 'nowrap' }}>{rangeOf(window)}</span> },
  { title: 'State', card: 'corner', cell: ({ state }) => <StateBadge state={state} /> },
  {
    title: 'Connection',
    cell: ({ connection_id: id, reference_id: reference }) => <ConnectionLink id={id}>{reference ?? shortId(id)}</ConnectionLink>,
  },
  { title: 'Type', cell: ({ type }) => type },
  { title: 'Found', align: 'right', cell: ({ records }) => count(records.found) },
  { title: 'New or changed', align: 'right', cell: ({ records }) => count(records.changed) },
  { title: 'Failed tries', align: 'right', cell: ({ attempts }) => attempts },
  {
    title: 'Problem',
    card: 'alone',
    cell: ({ problem, state, due_at: due }) =>
      problem && (
        <Text size="sm" className="app-words" miw={180}>
          {asSentence(problem.message)} {state === 'pending' && <NextTry at={due} />}
        </Text>
      ),
  },
];
const ANY = 'all';

export interface WindowsProps {
  readonly environment: string;
  readonly backfill: Backfill;
  readonly state: WindowState | undefined;
  readonly onState: (state: WindowState | undefined) => void;
}

export function Windows({ environment, backfill, state, onState }: WindowsProps) {
  const query = useInfiniteQuery(windowsQuery(environment, backfill.id, state, isGoing(backfill)));
  return (
    <Stack gap="sm" component="section" aria-labelledby="windows-title">
      <Group justify="space-between">
        <Title order={2} size="h4" id="windows-title">
          Windows
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="State of the windows"
          data={[ANY, ...WINDOW_STATES]}
          value={state ?? ANY}
          onChange={(chosen) => onState(WINDOW_STATES.find((each) => each === chosen))}
        />
      </Group>
      <List
        caption="List of windows"
        query={query}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        empty={
          <Text size="sm" c="dimmed">
            {state === undefined ? 'Its windows are being planned.' : `No window is ${state}.`}
          </Text>
        }
      />
    </Stack>
  );
}
