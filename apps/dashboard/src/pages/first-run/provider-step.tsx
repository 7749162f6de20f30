/** The sandbox with one click, or a client of your own. */
import { Alert, Anchor, Button, Collapse, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Copyable } from '../../kit/copy.js';
import { useChange } from '../../kit/use-change.js';
import { Elsewhere } from '../providers/elsewhere.js';
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
const TOLD_BY_APP = 'SUBSCRIBED_ELSEWHERE';

interface Refusal {
  readonly provider: string;
  /** Null = nothing to be told. */
  readonly why: string | null;
}

/** Null where the app itself tells whom the provider notifies: that is true for as long as it is. */
const whyNot = (error: unknown): string | null =>
  error instanceof ApiProblem && error.code === TOLD_BY_APP ? null : sentenceOf(error);

interface ProviderStepProps {
  readonly environment: string;
  readonly kinds: readonly ProviderKind[];
  readonly apps: readonly ProviderApp[];
}

export function ProviderStep({ environment, kinds, apps }: ProviderStepProps) {
  /** Why the provider of the last try does not notify us. */
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return apps.length === 0 ? (
    <SetUp environment={environment} kinds={kinds} onRefused={setRefusal} />
  ) : (
    <Stack gap="xs">
      {apps.map((app) => (
        <App
          key={app.id}
          environment={environment}
          app={app}
          kind={kinds.find(({ provider }) => provider === app.provider)}
          refusal={refusal?.provider === app.provider ? refusal.why : null}
          onRefused={setRefusal}
        />
      ))}
    </Stack>
  );
}

interface SetUpProps extends Omit<ProviderStepProps, 'apps'> {
  readonly onRefused: (refusal: Refusal) => void;
}

function SetUp({ environment, kinds, onRefused }: SetUpProps) {
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
      } catch (error) {
        // Rides come by polling, too: that is no reason to stop here.
        if (!(error instanceof ApiProblem && error.status === CONFLICT)) throw error;
        onRefused({ provider, why: whyNot(error) });
      }
    },
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

interface AppProps {
  readonly environment: string;
  readonly app: ProviderApp;
  readonly kind: ProviderKind | undefined;
  readonly refusal: string | null;
  readonly onRefused: (refusal: Refusal | null) => void;
}

function App({ environment, app, kind, refusal, onRefused }: AppProps) {
  const client = useQueryClient();
  const { provider, subscribed: isOn, subscribed_elsewhere: elsewhere } = app;
  const title = kind?.title ?? provider;
  // What went wrong is told here, not in a message that covers the next step.
  const turnOn = useMutation({
    mutationFn: () => subscribe(environment, provider),
    onMutate: () => onRefused(null),
    onError: (error) => onRefused({ provider, why: whyNot(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: providerAppsQuery(environment).queryKey }),
  });
  return (
    <Stack gap="xs">
      <Text size="sm">
        <Anchor inherit component={Link} to={`/e/${environment}/providers/${provider}`}>
          {title}
        </Anchor>{' '}
        is set up{isOn ? ' and notifies us of new rides.' : '.'}
      </Text>
      {app.hook_url !== null && !isOn && (
        <Alert
          role="group"
          color={refusal === null || elsewhere !== null ? 'gray' : 'red'}
          variant="light"
          title="Rides are polled: they come later"
        >
          {elsewhere === null ? (
            <Stack gap="xs" align="flex-start">
              <Text size="sm" className="app-words">
                {refusal ?? `${title} does not notify us. Turn its notifications on, and rides come within seconds.`}
              </Text>
              <ChangeButton size="xs" variant="default" loading={turnOn.isPending} onClick={() => turnOn.mutate()}>
                {refusal === null ? 'Turn notifications on' : 'Try again'}
              </ChangeButton>
            </Stack>
          ) : (
            <Elsewhere title={title} provider={provider} holder={elsewhere} />
          )}
        </Alert>
      )}
    </Stack>
  );
}
