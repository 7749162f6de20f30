/** A link, the athlete's consent in another tab, and the first ride as it arrives. */
import { Alert, Anchor, Button, Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { IconBike, IconExternalLink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Copyable } from '../../kit/copy.js';
import { ConnectionLink } from '../../kit/links.js';
import { ErrorState } from '../../kit/states.js';
import { When } from '../../kit/when.js';
import type { ProviderApp, ProviderKind } from '../providers/queries.js';
import { sandboxOf } from '../providers/sandbox.js';
import { FirstRide } from './first-ride.js';
import type { Connection, Destination, Ride } from './queries.js';

interface ConnectStepProps {
  readonly environment: string;
  readonly apps: readonly ProviderApp[];
  readonly kinds: readonly ProviderKind[];
  readonly connections: readonly Connection[];
  readonly rides: readonly Ride[];
  readonly destinations: readonly Destination[];
}

export function ConnectStep({ environment, apps, kinds, connections, rides, destinations }: ConnectStepProps) {
  const [reference, setReference] = useState('my-first-user');
  const link = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/connect-links', {
          params: { path: { environment } },
          body: { providers: [], ...(reference.trim() === '' ? {} : { reference_id: reference.trim() }) },
        }),
      ),
  });
  const [connection] = connections;
  const [ride] = rides;
  if (apps.length === 0) return <Text size="sm">Enable a provider first: step 1.</Text>;
  return (
    <Stack gap="sm">
      {!connection && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            link.mutate();
          }}
        >
          <Group align="flex-end" gap="sm">
            <TextInput
              label="Reference id"
              description="Your app’s own id of the athlete."
              maxLength={300}
              autoComplete="off"
              value={reference}
              onChange={(event) => setReference(event.currentTarget.value)}
              style={{ flex: '1 1 220px' }}
            />
            <ChangeButton type="submit" loading={link.isPending} variant={link.data ? 'default' : 'filled'}>
              {link.data ? 'Make another link' : 'Make a connect link'}
            </ChangeButton>
          </Group>
        </form>
      )}
      {link.error !== null && <ErrorState error={link.error} />}
      {link.data && !connection && (
        <Alert role="group" variant="light" title="Open it as the athlete would">
          <Stack gap="xs">
            <Group gap="sm">
              <Button
                component="a"
                href={link.data.url}
                target="_blank"
                rel="noopener"
                rightSection={<IconExternalLink size={16} aria-hidden />}
              >
                Open the connect page
              </Button>
              <Copyable value={link.data.url} label="the link" shown="or copy the link" />
            </Group>
            <Group gap="xs" role="status">
              <Loader size="xs" aria-hidden />
              <Text size="sm">Waiting for the athlete to agree. This page goes on by itself.</Text>
            </Group>
          </Stack>
        </Alert>
      )}
      {connections.map(({ id, reference_id: referenceId, provider_user_id: userId, provider, created_at: at }) => (
        <Text key={id} size="sm" className="app-words">
          <ConnectionLink id={id}>{referenceId ?? userId}</ConnectionLink> is connected to{' '}
          {kinds.find((kind) => kind.provider === provider)?.title ?? provider}, <When at={at} />.
        </Text>
      ))}
      {ride && <FirstRide environment={environment} ride={ride} destinations={destinations} />}
      {connection && !ride && <NoRide apps={apps} connection={connection} />}
    </Stack>
  );
}

/** What to do for a ride to come. */
function NoRide({ apps, connection }: { readonly apps: readonly ProviderApp[]; readonly connection: Connection }) {
  const sandbox = sandboxOf(apps.find(({ provider }) => provider === connection.provider));
  return (
    <Alert role="group" variant="light" icon={<IconBike aria-hidden />} title="Now a ride">
      <Stack gap="xs">
        <Group gap="xs" role="status">
          <Loader size="xs" aria-hidden />
          <Text size="sm">Waiting for the first ride.</Text>
        </Group>
        {sandbox === null ? (
          <Text size="sm">
            Ride, and upload it as always: it arrives within seconds where the provider notifies us, else with the next poll.
            Rides of the past come with a backfill.
          </Text>
        ) : (
          <Text size="sm">
            In the sandbox a rider rides when you say so:{' '}
            <Anchor inherit href={sandbox} target="_blank" rel="noopener">
              open the sandbox
            </Anchor>{' '}
            and press the button of the rider that you connected.
          </Text>
        )}
        {connection.problem && (
          <Text size="sm" c="red" className="app-words">
            {connection.problem.message}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
