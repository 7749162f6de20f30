/** The shortest way to a destination: an address. It is checked, added, and gets a test event. */
import { Anchor, Group, List, Stack, Text, TextInput, ThemeIcon } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { CopyIcon, Copyable } from '../../kit/copy.js';
import { DestinationLink } from '../../kit/links.js';
import { randomSecret } from '../../kit/random-secret.js';
import { GIVE_IT_FIRST } from '../../kit/secret-input.js';
import { ErrorState } from '../../kit/states.js';
import type { Destination } from './queries.js';
import { TestEvent } from './test-event.js';

interface DestinationStepProps {
  readonly environment: string;
  readonly destinations: readonly Destination[];
}

const at = '/admin/environments/{environment}/destinations' as const;
type Tests = Awaited<ReturnType<typeof check>>['tests'];
const check = (environment: string, config: Record<string, unknown>) =>
  answerOf(api.POST(`${at}/check`, { params: { path: { environment } }, body: { kind: 'webhook', config } }));

/** As the api takes it. */
const LEAST_SECRET = 16;
const MOST_SECRET = 200;

interface Made {
  readonly destination: Schemas['Destination'];
  readonly secret: string;
  readonly deliveryId: string;
}

async function make(environment: string, url: string, secret: string): Promise<Made> {
  const destination = await answerOf(
    api.POST(at, {
      params: { path: { environment } },
      body: {
        kind: 'webhook',
        name: 'My app',
        config: { url, signing_secret: secret },
        event_types: null,
        dialect: 'v2026',
        format: 'json',
        max_per_second: null,
        max_concurrency: null,
      },
    }),
  );
  const { delivery_id: deliveryId } = await answerOf(
    api.POST(`${at}/{destination}/test`, { params: { path: { environment, destination: destination.id } } }),
  );
  return { destination, secret, deliveryId };
}

export function DestinationStep({ environment, destinations }: DestinationStepProps) {
  const client = useQueryClient();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Stack gap="sm">
      {destinations.length === 0 && !made ? (
        <Webhook
          environment={environment}
          onMade={(made) => {
            setMade(made);
            void client.invalidateQueries({ queryKey: ['first-run', environment] });
            void client.invalidateQueries({ queryKey: ['destinations', environment] });
          }}
        />
      ) : (
        destinations.map(({ id, name, kind, state }) => (
          <Group key={id} gap="xs">
            <Text size="sm" className="app-words">
              <DestinationLink id={id}>{name}</DestinationLink> ({kind})
            </Text>
            <StateBadge state={state} />
          </Group>
        ))
      )}
      {made && <TestEvent environment={environment} delivery={made.deliveryId} />}
      {made && (
        <Group gap="xs">
          <Text size="sm">Its signing secret, not shown again once you leave this page:</Text>
          <Copyable value={made.secret} label="the signing secret" />
        </Group>
      )}
    </Stack>
  );
}

function Webhook({ environment, onMade }: { readonly environment: string; readonly onMade: (made: Made) => void }) {
  const [url, setUrl] = useState('');
  const [secret, setSecret] = useState(randomSecret);
  const [tests, setTests] = useState<Tests>([]);
  const add = useMutation({
    mutationFn: async (isForced: boolean) => {
      const address = url.trim();
      setTests([]);
      if (!isForced) {
        const { ok, tests: told } = await check(environment, { url: address, signing_secret: secret });
        setTests(told);
        if (!ok) return null;
      }
      return make(environment, address, secret);
    },
    onSuccess: (made) => {
      if (made) onMade(made);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(false);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Webhook address"
          description="Where your app takes events: each is posted there, signed."
          placeholder="https://app.example/hooks/freehub"
          type="url"
          required
          autoComplete="off"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label="Signing secret"
          description={`Your receiver checks with it that an event came from here. ${GIVE_IT_FIRST}`}
          required
          minLength={LEAST_SECRET}
          maxLength={MOST_SECRET}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'app-mono' }}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value.trim())}
          rightSection={<CopyIcon value={secret} label="the signing secret" />}
        />
        <Group>
          <ChangeButton type="submit" loading={add.isPending} disabled={url.trim() === '' || secret === ''}>
            Check and add
          </ChangeButton>
        </Group>
        {add.error !== null && <ErrorState error={add.error} />}
        {tests.length > 0 && <TestList tests={tests} />}
        {tests.some(({ ok }) => !ok) && (
          <Group>
            <ChangeButton size="xs" variant="default" onClick={() => add.mutate(true)}>
              Add it all the same
            </ChangeButton>
          </Group>
        )}
        <Text size="sm">
          Rather a database, a bucket or a queue?{' '}
          <Anchor inherit component={Link} to={`/e/${environment}/destinations`}>
            All ten kinds
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}

const TestList = ({ tests }: { readonly tests: Tests }) => (
  <List size="sm" spacing={4} center aria-label="Tests">
    {tests.map(({ name, ok, message, action }) => (
      <List.Item
        key={name}
        icon={
          <ThemeIcon size={20} radius="xl" color={ok ? 'green' : 'red'} aria-label={ok ? 'passed' : 'failed'} role="img">
            {ok ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
          </ThemeIcon>
        }
      >
        <span className="app-words">
          {name}
          {message !== undefined && `: ${message}`}
          {action !== undefined && ` ${action}`}
        </span>
      </List.Item>
    ))}
  </List>
);
