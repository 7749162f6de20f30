/** Which providers there are, and how each does here. */
import { Anchor, Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { StateBadge } from '../../kit/badges.js';
import { countUpTo } from '../../kit/format.js';
import { asSentence } from '../../kit/next-try.js';
import { Page } from '../../kit/page.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { Budgets } from './budgets.js';
import { type ProviderApp, type ProviderKind, providerAppsQuery, providerKindsQuery } from './queries.js';

export function ProvidersPage() {
  const environment = useEnvironment();
  const kinds = useQuery(providerKindsQuery);
  const apps = useQuery(providerAppsQuery(environment));
  const failed = [kinds, apps].find(({ error, data }) => error !== null && data === undefined);
  return (
    <Page title="Providers" text="Where data comes from. Each is set up with a client of your own at the provider.">
      {failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : !kinds.data || !apps.data ? (
        <LoadingState />
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {kinds.data.items.map((kind) => (
            <Card key={kind.provider} kind={kind} app={apps.data.items.find(({ provider }) => provider === kind.provider)} />
          ))}
          {apps.data.items
            .filter(({ provider }) => kinds.data.items.every((kind) => kind.provider !== provider))
            .map((app) => (
              // Of another version of the server, which knows no more of it than its name.
              <Card key={app.id} kind={{ provider: app.provider, title: app.provider }} app={app} />
            ))}
        </SimpleGrid>
      )}
    </Page>
  );
}

interface CardProps {
  readonly kind: Pick<ProviderKind, 'provider' | 'title'> & Partial<Pick<ProviderKind, 'summary'>>;
  readonly app: ProviderApp | undefined;
}

function Card({ kind, app }: CardProps) {
  const environment = useEnvironment();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={`provider-${kind.provider}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id={`provider-${kind.provider}`}>
            <Anchor inherit component={Link} to={`/e/${environment}/providers/${kind.provider}`}>
              {kind.title}
            </Anchor>
          </Title>
          {app?.config_problem ? (
            <StateBadge state="unusable" />
          ) : (
            <Badge color={app ? 'green' : 'gray'} variant="light" radius="sm" tt="none" autoContrast className="app-state">
              {app ? 'set up' : 'not set up'}
            </Badge>
          )}
        </Group>
        {kind.summary !== undefined && <Text size="sm">{kind.summary}</Text>}
        {app?.config_problem && (
          <Text size="sm" className="app-words">
            {asSentence(app.config_problem.message)}
          </Text>
        )}
        {app?.config_problem === null && (
          <>
            <Text size="sm">
              {countUpTo(app.connections)} connections.{' '}
              {app.hook_url === null
                ? 'It is polled.'
                : app.subscribed
                  ? 'Notifications are on.'
                  : 'Notifications are off: it is polled.'}
            </Text>
            <Budgets budgets={app.budgets} />
          </>
        )}
      </Stack>
    </Paper>
  );
}
