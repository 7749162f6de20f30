/** One athlete's link to one provider: how it is, what happened, what has been fetched. */
import { Alert, Anchor, Group, Paper, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { asSentence } from '../../kit/next-try.js';
import { Page } from '../../kit/page.js';
import { usePlace } from '../../kit/place.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { ConnectionActions } from './connection-actions.js';
import { ConnectionFacts } from './connection-facts.js';
import { Coverage } from './coverage.js';
import { connectionQuery } from './queries.js';
import { Records } from './records.js';
import { Story } from './story.js';
import { useConnectionLive } from './use-connection-live.js';
import { CONNECTION_TABS, type ConnectionDetails, nameOf, nextStepOf } from './words.js';

const TAB_WORDS = { story: 'Story', coverage: 'Coverage', rides: 'Rides and records' } as const;
const route = getRouteApi('/e/$environment/connections/$connection');

export function ConnectionPage() {
  const environment = useEnvironment();
  const { connection: id } = route.useParams();
  const { data, error, refetch } = useQuery(connectionQuery(environment, id));
  useConnectionLive(environment, id);
  return (
    <Page
      title={data ? nameOf(data) : 'Connection'}
      trail={[{ text: 'Connections', path: '/connections' }]}
      {...(data ? { actions: <ConnectionActions environment={environment} connection={data} /> } : {})}
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Loaded environment={environment} connection={data} />
      ) : (
        <LoadingState />
      )}
    </Page>
  );
}

function Loaded({ environment, connection }: { readonly environment: string; readonly connection: ConnectionDetails }) {
  const { tab = 'story' } = route.useSearch();
  const place = usePlace();
  const navigate = route.useNavigate();
  return (
    <Stack gap="md">
      <Trouble connection={connection} />
      <Paper withBorder p="md">
        <ConnectionFacts connection={connection} />
      </Paper>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = CONNECTION_TABS.find((each) => each === value);
          if (chosen) void navigate({ search: chosen === 'story' ? {} : { tab: chosen } });
        }}
      >
        <Group justify="space-between" gap="xs">
          <Tabs.List>
            {CONNECTION_TABS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {TAB_WORDS[each]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Anchor {...place({ path: '/deliveries', search: { connection: connection.id } })} size="sm">
            All its deliveries
          </Anchor>
        </Group>
        <Tabs.Panel value="story" pt="md">
          <Story environment={environment} connection={connection.id} />
        </Tabs.Panel>
        <Tabs.Panel value="coverage" pt="md">
          <Coverage environment={environment} connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="rides" pt="md">
          <Records environment={environment} connection={connection.id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** What is wrong, in words, and the one thing to do. */
function Trouble({ connection }: { readonly connection: ConnectionDetails }) {
  const { problem, state, failures } = connection;
  const nextStep = nextStepOf(connection);
  if (problem === null && nextStep === null) return null;
  const isCalm = problem === null && state === 'paused';
  return (
    <Alert
      color={isCalm ? 'blue' : state === 'active' ? 'yellow' : 'orange'}
      variant="light"
      icon={isCalm ? <IconInfoCircle aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={problem === null ? nextStep : asSentence(problem.message)}
    >
      <Text size="sm">
        {problem !== null && nextStep}
        {failures > 1 && ` It failed ${failures} times in a row.`}
      </Text>
    </Alert>
  );
}
