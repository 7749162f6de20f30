/** The sandbox with one click, or a client of your own. */
import { Alert, Anchor, Button, Collapse, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Copyable } from '../../kit/copy.js';
import { useChange } from '../../kit/use-change.js';
import { ProviderForm } from '../providers/provider-form.js';
import {
  installationQuery,
  type ProviderApp,
  type ProviderKind,
  providerAppsQuery,
  putProvider,
  subscribe,
} from '../providers/queries.js';

const CONFLICT = 409;

interface ProviderStepProps {
  readonly environment: string;
  readonly kinds: readonly ProviderKind[];
  readonly apps: readonly ProviderApp[];
}

export function ProviderStep({ environment, kinds, apps }: ProviderStepProps) {
  return apps.length === 0 ? (
    <SetUp environment={environment} kinds={kinds} />
  ) : (
    <Stack gap="xs">
      {apps.map((app) => (
        <App key={app.id} environment={environment} app={app} kind={kinds.find(({ provider }) => provider === app.provider)} />
      ))}
    </Stack>
  );
}

function SetUp({ environment, kinds }: Omit<ProviderStepProps, 'apps'>) {
  const insiders = kinds.find(({ access }) => access === 'athlete') ?? kinds[0];
  const client = useQueryClient();
  const installation = useQuery(installationQuery);
  const [isOwn, setOwn] = useState(false);
  const touches = [providerAppsQuery(environment).queryKey, ['overview', environment]];
  const sandbox = useChange({
    run: async ({ provider, sandbox: config }: ProviderKind) => {
      await putProvider(environment, provider, config ?? {});
      // It is set up from here on, whatever comes of the notifications.
      await client.invalidateQueries({ queryKey: providerAppsQuery(environment).queryKey });
      try {
        await subscribe(environment, provider);
        return null;
      } catch (error) {
        // Rides come by polling, too: that is no reason to stop here.
        if (error instanceof ApiProblem && error.status === CONFLICT) return error.message;
        throw error;
      }
    },
    done: (why) => (why === null ? 'The sandbox is set up, and notifies us of rides.' : `The sandbox is set up. ${why}`),
    touches,
  });
  if (!insiders) return <Alert color="yellow">This server knows no provider.</Alert>;
  const showsForm = isOwn || insiders.sandbox === null;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: insiders.sandbox === null ? 1 : 2 }}>
        {insiders.sandbox !== null && (
          <Stack gap={6}>
            <ChangeButton loading={sandbox.isPending} onClick={() => sandbox.mutate(insiders)}>
              Use the {insiders.title} sandbox
            </ChangeButton>
            <Text size="xs" c="dimmed">
              It runs beside this server: simulated riders, the same protocol. Nothing to register.
            </Text>
          </Stack>
        )}
        {insiders.sandbox !== null && (
          <Stack gap={6}>
            <Button variant="default" aria-expanded={showsForm} onClick={() => setOwn(!isOwn)}>
              I have a client at {insiders.title}
            </Button>
            <Text size="xs" c="dimmed">
              With its client id and secret.
            </Text>
          </Stack>
        )}
      </SimpleGrid>
      <Collapse expanded={showsForm}>
        {showsForm && (
          <Stack gap="sm">
            {installation.data && (
              <Group gap="xs">
                <Text size="sm">Register this redirect URI with {insiders.title}:</Text>
                <Copyable value={`${installation.data.public_url}/connect/callback`} label="the redirect URI" />
              </Group>
            )}
            <ProviderForm environment={environment} kind={insiders} />
          </Stack>
        )}
      </Collapse>
      <Anchor size="sm" component={Link} to={`/e/${environment}/providers`}>
        All providers
      </Anchor>
    </Stack>
  );
}

function App({
  environment,
  app,
  kind,
}: {
  readonly environment: string;
  readonly app: ProviderApp;
  readonly kind: ProviderKind | undefined;
}) {
  const turnOn = useChange({
    run: () => subscribe(environment, app.provider),
    done: 'Notifications are on.',
    touches: [providerAppsQuery(environment).queryKey],
  });
  const misses = app.hook_url !== null && !app.subscribed;
  return (
    <Group justify="space-between">
      <Text size="sm">
        <Anchor inherit component={Link} to={`/e/${environment}/providers/${app.provider}`}>
          {kind?.title ?? app.provider}
        </Anchor>{' '}
        is set up
        {app.subscribed ? ' and notifies us of new rides.' : misses ? '. Its notifications are off: it is polled.' : '.'}
      </Text>
      {misses && (
        <ChangeButton size="xs" loading={turnOn.isPending} onClick={() => turnOn.mutate()}>
          Turn notifications on
        </ChangeButton>
      )}
      {turnOn.error !== null && (
        <Alert color="red" w="100%">
          {sentenceOf(turnOn.error)}
        </Alert>
      )}
    </Group>
  );
}
