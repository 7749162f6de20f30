/** How the environment does, and what needs a person. */
import { Grid, Stack } from '@mantine/core';
import { useEnvironment } from '../../app/environment.js';
import { LiveBadge } from '../../kit/live-badge.js';
import { Page } from '../../kit/page.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { Attention } from './attention.js';
import { DestinationHealth } from './destination-health.js';
import { FirstSteps } from './first-steps.js';
import { Figures } from './figures.js';
import { MinuteChart } from './minute-chart.js';
import { useOverview } from './query.js';

export function OverviewPage() {
  const environment = useEnvironment();
  const { data, error, isPending, refetch, live } = useOverview(environment);
  return (
    <Page title="Overview" actions={<LiveBadge state={live} />}>
      {isPending && <LoadingState rows={10} />}
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && (
        <Stack gap="lg">
          <FirstSteps overview={data} />
          <Figures overview={data} />
          <Attention overview={data} />
          <Grid>
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <MinuteChart
                title="Rides a minute"
                minutes={data.minutes}
                series={[{ name: 'new or changed', color: 'var(--mantine-color-blue-filled)', of: ({ rides }) => rides }]}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 6 }}>
              <MinuteChart
                title="Deliveries a minute"
                minutes={data.minutes}
                series={[
                  { name: 'delivered', color: 'var(--mantine-color-green-filled)', of: ({ delivered }) => delivered },
                  { name: 'failed tries', color: 'var(--mantine-color-red-filled)', of: ({ failed }) => failed, isHatched: true },
                ]}
              />
            </Grid.Col>
          </Grid>
          <DestinationHealth overview={data} />
        </Stack>
      )}
    </Page>
  );
}
