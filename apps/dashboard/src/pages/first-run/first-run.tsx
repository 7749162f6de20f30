/** From nothing to a ride at a destination, in three steps on one page. */
import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconConfetti } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLive } from '../../api/live.js';
import { useEnvironment } from '../../app/environment.js';
import { LiveBadge } from '../../kit/live-badge.js';
import { Page } from '../../kit/page.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { providerAppsQuery, providerKindsQuery } from '../providers/queries.js';
import { ConnectStep } from './connect-step.js';
import { DestinationStep } from './destination-step.js';
import { ProviderStep } from './provider-step.js';
import { firstConnectionsQuery, firstDestinationsQuery, firstRidesQuery } from './queries.js';
import { Step } from './step.js';
import { useFresh } from './use-fresh.js';

const ASK_MS = 4_000;

export function FirstRunPage() {
  const environment = useEnvironment();
  const fresh = useFresh(environment);
  const live = useLive(environment, { connection: fresh, ride: fresh, delivery: fresh });
  // Asked all the same, now and then: a burst is thinned out, and a stream may be away.
  const often = { refetchInterval: live === 'live' ? 10_000 : ASK_MS };
  const kinds = useQuery(providerKindsQuery);
  // Of these no event tells: they may be changed in another window, or by the command.
  const apps = useQuery({ ...providerAppsQuery(environment), refetchInterval: ASK_MS });
  const destinations = useQuery({ ...firstDestinationsQuery(environment), refetchInterval: ASK_MS });
  const connections = useQuery({ ...firstConnectionsQuery(environment), ...often });
  const rides = useQuery({ ...firstRidesQuery(environment), ...often });
  const asked = [kinds, apps, destinations, connections, rides];
  const failed = asked.find(({ error, data }) => error !== null && data === undefined);
  const page = (content: React.ReactNode) => (
    <Page
      title="First steps"
      text="From nothing to a ride at your destination, in less than 5 minutes."
      trail={[{ text: 'Overview', path: '' }]}
      actions={<LiveBadge state={live} />}
    >
      {content}
    </Page>
  );
  if (failed) return page(<ErrorState error={failed.error} onRetry={() => void failed.refetch()} />);
  if (!kinds.data || !apps.data || !destinations.data || !connections.data || !rides.data) return page(<LoadingState rows={9} />);
  const isWhole = apps.data.items.length > 0 && destinations.data.items.length > 0 && rides.data.items.length > 0;
  return page(
    <Stack className="app-prose">
      <Step number={1} title="Enable a provider" text="Where the rides come from." isDone={apps.data.items.length > 0}>
        <ProviderStep environment={environment} kinds={kinds.data.items} apps={apps.data.items} />
      </Step>
      <Step
        number={2}
        title="Add a destination"
        text="Where the rides go to: your server, a database, a bucket, a queue."
        isDone={destinations.data.items.length > 0}
      >
        <DestinationStep environment={environment} destinations={destinations.data.items} />
      </Step>
      <Step
        number={3}
        title="Connect a first user"
        text="Yourself, with the page that your athletes will see."
        isDone={connections.data.items.length > 0}
      >
        <ConnectStep
          environment={environment}
          apps={apps.data.items}
          kinds={kinds.data.items}
          connections={connections.data.items}
          rides={rides.data.items}
          destinations={destinations.data.items}
        />
      </Step>
      {isWhole && (
        <Alert role="group" color="green" variant="light" icon={<IconConfetti aria-hidden />} title="All set">
          <Text size="sm">
            Rides flow. The{' '}
            <Anchor inherit component={Link} to={`/e/${environment}`}>
              overview
            </Anchor>{' '}
            shows how they do; your app gets its API key on the page{' '}
            <Anchor inherit component={Link} to={`/e/${environment}/keys`}>
              API keys
            </Anchor>
            .
          </Text>
        </Alert>
      )}
    </Stack>,
  );
}
