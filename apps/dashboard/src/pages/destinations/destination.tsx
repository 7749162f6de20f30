/** A destination: is it well, what waits, what was given up, and all that can be done about it. */
import { Alert, Button, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useMayChange } from '../../api/session.js';
import { useEnvironment } from '../../app/environment.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { countUpTo, milliseconds, percent } from '../../kit/format.js';
import { Page } from '../../kit/page.js';
import { RouteAnchor } from '../../kit/route-anchor.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { tellDone } from '../../kit/tell.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { DeliveryList } from '../deliveries/delivery-list.js';
import { CheckResults } from './check-results.js';
import { Circuit } from './circuit.js';
import { ConfigFacts } from './config-facts.js';
import { ConfigTrouble } from './config-trouble.js';
import { type DestinationWithBacklog, destinationQuery, kindsQuery, touchedBy } from './queries.js';
import { CURRENT_SECRET, SecretRotation } from './secret-rotation.js';
import { TestEvent } from './test-event.js';
import { useCheck } from './use-check.js';

const route = getRouteApi('/e/$environment/destinations/$destination');
const RECENT = 10;

function Health({ environment, one }: { readonly environment: string; readonly one: DestinationWithBacklog }) {
  const { backlog, health } = one;
  const tries = health.delivered + health.failed;
  const deliveries = (state: 'pending' | 'dead', text: string) => (
    <RouteAnchor to="/e/$environment/deliveries" params={{ environment }} search={{ destination: one.id, state }} inherit>
      {text}
    </RouteAnchor>
  );
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="health-title">
      <Stack gap="md">
        <Title order={2} size="h4" id="health-title">
          Health, last hour
        </Title>
        <Facts
          facts={[
            ['Delivered', countUpTo(health.delivered)],
            ['Failed tries', countUpTo(health.failed)],
            ['Success', tries === 0 ? '–' : percent(health.delivered / tries)],
            ['A try takes, p50', milliseconds(health.p50_ms)],
            ['A try takes, p95', milliseconds(health.p95_ms)],
            ['Last delivered', <When key="last" at={health.last_delivered_at} />],
            ['Waiting', deliveries('pending', countUpTo(backlog.pending))],
            ['Oldest waits since', <When key="oldest" at={backlog.oldest_pending_at} />],
            ['Dead letters', deliveries('dead', countUpTo(backlog.dead))],
          ]}
        />
      </Stack>
    </Paper>
  );
}

type Asked = 'pause' | 'delete' | null;

function Actions({
  environment,
  one,
  onCheck,
  onTest,
}: {
  readonly environment: string;
  readonly one: DestinationWithBacklog;
  readonly onCheck: () => void;
  readonly onTest: (delivery: string) => void;
}) {
  const [asked, setAsked] = useState<Asked>(null);
  const mayChange = useMayChange();
  const client = useQueryClient();
  const navigate = useNavigate();
  const params = { path: { environment, destination: one.id } };
  const touches = touchedBy(environment, one.id);
  const test = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/destinations/{destination}/test', { params })),
    touches,
    onDone: (answer) => onTest(answer.delivery_id),
  });
  const pause = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/destinations/{destination}/pause', { params })),
    done: 'Paused. What is due waits.',
    touches,
  });
  const remove = async (): Promise<void> => {
    const { canceled } = await answerOf(api.DELETE('/admin/environments/{environment}/destinations/{destination}', { params }));
    tellDone(`${one.name} is deleted; ${countUpTo(canceled)} pending deliveries were canceled.`);
    await navigate({ to: '/e/$environment/destinations', params: { environment } });
    client.removeQueries({ queryKey: ['destination', environment, one.id] });
    for (const queryKey of [
      ['destinations', environment],
      ['deliveries', environment],
      ['overview', environment],
    ])
      void client.invalidateQueries({ queryKey });
  };
  const pending = one.backlog.pending;
  return (
    <>
      <ChangeButton onClick={() => test.mutate()} loading={test.isPending}>
        Send a test event
      </ChangeButton>
      <ChangeButton variant="default" onClick={onCheck}>
        Check
      </ChangeButton>
      {mayChange ? (
        <Button variant="default" component={Link} to={`/e/${environment}/destinations/${one.id}/edit`}>
          Change
        </Button>
      ) : (
        <ChangeButton variant="default">Change</ChangeButton>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ChangeButton variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            More
          </ChangeButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={one.state !== 'enabled'} onClick={() => setAsked('pause')}>
            Pause…
          </Menu.Item>
          <Menu.Item
            onClick={() =>
              void navigate({
                to: '/e/$environment/deliveries',
                params: { environment },
                search: { destination: one.id, do: 'replay' },
              })
            }
          >
            Replay stored records to it…
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setAsked('delete')}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'pause' && (
        <Confirm
          title={`Pause ${one.name}?`}
          text={`Nothing is sent to it until it is resumed. Events go on to be kept for it${pending > 0 ? `: ${countUpTo(pending)} wait now` : ''}; backfills that feed it stop when too many wait.`}
          action="Pause it"
          isDanger={false}
          onConfirm={() => pause.mutateAsync()}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${one.name}?`}
          text={
            <>
              {pending === 0
                ? 'Nothing waits for it.'
                : `${countUpTo(pending)} deliveries that wait for it are canceled: they are not sent any more.`}{' '}
              What was written there stays there, and Freehub will not delete it when an athlete disconnects. This cannot be taken
              back.
            </>
          }
          action="Delete it"
          typed={one.name}
          onConfirm={remove}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function Loaded({ environment, one }: { readonly environment: string; readonly one: DestinationWithBacklog }) {
  const kinds = useQuery(kindsQuery);
  const check = useCheck(environment);
  const [test, setTest] = useState<string | null>(null);
  const title = kinds.data?.items.find(({ kind }) => kind === one.kind)?.title ?? one.kind;
  return (
    <Page
      title={one.name}
      trail={[{ text: 'Destinations', path: '/destinations' }]}
      text={
        <Group gap="xs">
          <Text size="sm">{title}</Text>
          <StateBadge state={one.state} />
          <StateBadge state={one.circuit} />
          <Copyable value={one.id} label="the id" shown={one.id.slice(0, 8)} />
        </Group>
      }
      actions={
        <Actions
          environment={environment}
          one={one}
          onTest={setTest}
          onCheck={() => void check.run({ kind: one.kind, config: {}, destination: one.id })}
        />
      }
    >
      <ConfigTrouble one={one}>
        <Group>
          <Button size="xs" variant="default" component={Link} to={`/e/${environment}/destinations/${one.id}/edit`}>
            Change its set-up
          </Button>
        </Group>
      </ConfigTrouble>
      <Circuit environment={environment} one={one} />
      {test !== null && (
        <TestEvent
          key={test}
          environment={environment}
          delivery={test}
          isHeld={one.state !== 'enabled' || one.circuit === 'open'}
        />
      )}
      <CheckResults state={check.state} onStop={check.stop} />
      <Health environment={environment} one={one} />
      <ConfigFacts one={one} />
      {CURRENT_SECRET in one.config && <SecretRotation environment={environment} one={one} />}
      <Paper withBorder p="md" component="section" aria-labelledby="recent-title">
        <Stack gap="sm">
          <Group justify="space-between">
            <Title order={2} size="h4" id="recent-title">
              Newest deliveries
            </Title>
            <RouteAnchor to="/e/$environment/deliveries" params={{ environment }} search={{ destination: one.id }} size="sm">
              All of its deliveries
            </RouteAnchor>
          </Group>
          <DeliveryList
            environment={environment}
            filter={{ destination: one.id }}
            limit={RECENT}
            isOfOneDestination
            empty={
              <Text size="sm" c="dimmed">
                Nothing was sent to it yet. Send a test event, or replay stored records to it.
              </Text>
            }
          />
        </Stack>
      </Paper>
      {one.state === 'disabled' && (
        <Alert color="gray" title="Before you enable it">
          What became a dead letter meanwhile is not sent by itself: redrive it from the list of dead letters.
        </Alert>
      )}
    </Page>
  );
}

export function DestinationPage() {
  const environment = useEnvironment();
  const { destination } = route.useParams();
  const { data, error, refetch } = useQuery(destinationQuery(environment, destination));
  if (data) return <Loaded key={data.id} environment={environment} one={data} />;
  return (
    <Page title="Destination" trail={[{ text: 'Destinations', path: '/destinations' }]}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />}
    </Page>
  );
}
