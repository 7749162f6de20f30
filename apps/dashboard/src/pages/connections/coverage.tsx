/** What has been fetched of a connection, a day a square. */
import { Alert, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { given } from '../../kit/given.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { useNow } from '../../kit/when.js';
import { addDays, coverageOf, dayAt } from './calendar.js';
import { CalendarLegend, CalendarMonths } from './calendar-months.js';
import { DayPanel } from './day-panel.js';
import { coverageQuery } from './queries.js';
import type { ConnectionDetails } from './words.js';

const route = getRouteApi('/e/$environment/connections/$connection');
const LAST = 'last';
const YEAR_DAYS = 364;
const PLACEHOLDER_ROWS = 8;

export function Coverage({ environment, connection }: { readonly environment: string; readonly connection: ConnectionDetails }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = dayAt(useNow());
  const year = search.year !== undefined && /^(19|20)\d\d$/.test(search.year) ? search.year : null;
  const to = year === null || `${year}-12-31` > today ? today : `${year}-12-31`;
  const from = year === null ? addDays(today, -YEAR_DAYS) : `${year}-01-01`;
  const { data, error, isPending, refetch } = useQuery(coverageQuery(environment, connection.id, from, to));
  const [chosen, setChosen] = useState<string | null>(null);
  const type = data?.types.find((each) => each === search.type) ?? null;
  const change = (part: { readonly year?: string | undefined; readonly type?: string | undefined }): void => {
    setChosen(null);
    void navigate({ search: given({ ...search, ...part }), replace: true });
  };
  const coverage = data ? coverageOf(data, type) : null;
  const day = coverage && chosen !== null && chosen >= from && chosen <= to ? chosen : null;
  return (
    <Stack gap="md">
      <Group gap="sm" align="flex-end">
        <Select
          label="Shown"
          w={160}
          allowDeselect={false}
          data={[{ value: LAST, label: 'Last 12 months' }, ...yearsSince(data?.first_day ?? null, today, year)]}
          value={year ?? LAST}
          onChange={(value) => change({ year: value === null || value === LAST ? undefined : value })}
        />
        <Select
          label="Type"
          w={160}
          allowDeselect={false}
          data={[{ value: '', label: 'All types' }, ...(data?.types ?? [])]}
          value={type ?? ''}
          onChange={(value) => change({ type: value === null || value === '' ? undefined : value })}
        />
        <CalendarLegend />
      </Group>
      {isPending && <LoadingState rows={PLACEHOLDER_ROWS} />}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {coverage && data && (
        <>
          {data.first_day === null && (
            <Alert color="blue" variant="light" title="No day has been fetched as a whole yet">
              <Text size="sm">
                Rides that the provider told of are there, but nobody has asked for whole days: a backfill does. Choose a day to
                begin from there.
              </Text>
            </Alert>
          )}
          <DayPanel connection={connection} coverage={coverage} day={day} type={type} />
          <Paper withBorder p="md">
            <CalendarMonths from={from} to={to} coverage={coverage} chosen={day} onChoose={setChosen} />
          </Paper>
        </>
      )}
    </Stack>
  );
}

function yearsSince(first: string | null, today: string, chosen: string | null): readonly string[] {
  const newest = Number(today.slice(0, 4));
  const oldest = Math.min(newest - 1, Number((first ?? today).slice(0, 4)), Number(chosen ?? newest));
  return Array.from({ length: newest - oldest + 1 }, (_, ago) => String(newest - ago));
}
