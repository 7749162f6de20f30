/** All destinations: how each is, what waits for it, what it gave up. */
import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { useMayChange } from '../../api/session.js';
import { StateBadge } from '../../kit/badges.js';
import { VIEWER_REASON } from '../../kit/change-button.js';
import { Facts } from '../../kit/facts.js';
import { countUpTo, milliseconds } from '../../kit/format.js';
import { DestinationLink } from '../../kit/links.js';
import { asSentence } from '../../kit/next-try.js';
import { Page } from '../../kit/page.js';
import { RouteAnchor } from '../../kit/route-anchor.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { When } from '../../kit/when.js';
import { KindIcon } from './gallery.js';
import { troubleOf } from './next-step.js';
import { type ListedDestination, destinationFiguresQuery, kindsQuery } from './queries.js';

/** All that a card says of how it does. */
interface Figured {
  readonly id: string;
  readonly backlog: NonNullable<ListedDestination['backlog']>;
  readonly health: NonNullable<ListedDestination['health']>;
}

function NewButton({ environment }: { readonly environment: string }) {
  const mayChange = useMayChange();
  return mayChange ? (
    <Button component={Link} to={`/e/${environment}/destinations/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      New destination
    </Button>
  ) : (
    <Button disabled title={VIEWER_REASON}>
      New destination
    </Button>
  );
}

function Figures({ environment, id, backlog, health }: Figured & { readonly environment: string }) {
  const tries = health.delivered + health.failed;
  return (
    <Facts
      facts={[
        [
          'Waiting',
          <RouteAnchor
            key="pending"
            to="/e/$environment/deliveries"
            params={{ environment }}
            search={{ destination: id, state: 'pending' }}
            inherit
          >
            {countUpTo(backlog.pending)}
          </RouteAnchor>,
        ],
        ['Oldest since', <When key="oldest" at={backlog.oldest_pending_at} />],
        [
          'Dead letters',
          <RouteAnchor
            key="dead"
            to="/e/$environment/deliveries"
            params={{ environment }}
            search={{ destination: id, state: 'dead' }}
            inherit
            {...(backlog.dead > 0 ? { fw: 700 } : {})}
          >
            {countUpTo(backlog.dead)}
          </RouteAnchor>,
        ],
        [
          'Last hour',
          tries === 0 ? 'no tries' : `${countUpTo(health.delivered)} delivered, ${countUpTo(health.failed)} failed tries`,
        ],
        ['A try takes (p50, p95)', tries === 0 ? '–' : `${milliseconds(health.p50_ms)}, ${milliseconds(health.p95_ms)}`],
        ['Last delivered', <When key="last" at={health.last_delivered_at} />],
      ]}
    />
  );
}

function DestinationCard({
  environment,
  one,
  title,
}: {
  readonly environment: string;
  readonly one: ListedDestination;
  readonly title: string;
}) {
  const trouble = troubleOf(one);
  const { id, backlog, health } = one;
  return (
    <Card component="li" withBorder padding="md">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Group gap="sm" wrap="nowrap" miw={0} flex="1 1 180px">
            <KindIcon kind={one.kind} />
            <div className="app-words">
              <Title order={2} size="h4">
                <DestinationLink id={one.id}>{one.name}</DestinationLink>
              </Title>
              <Text size="xs" c="dimmed">
                {title}
              </Text>
            </div>
          </Group>
          <Group gap={4} justify="flex-end">
            <StateBadge state={one.state} />
            {one.circuit !== 'closed' && <StateBadge state={one.circuit} />}
            {one.config_problem && <StateBadge state="unusable" />}
          </Group>
        </Group>
        {one.config_problem && (
          <Text size="sm" className="app-words">
            {asSentence(one.config_problem.message)}
          </Text>
        )}
        {trouble && (
          <Text size="sm" className="app-words">
            {asSentence(one.problem?.message ?? trouble.title)}
            {one.failing_since !== null && (
              <>
                {' '}
                Failing since <When at={one.failing_since} />.
              </>
            )}
          </Text>
        )}
        {backlog && health && <Figures environment={environment} id={id} backlog={backlog} health={health} />}
      </Stack>
    </Card>
  );
}

export function DestinationsPage() {
  const environment = useEnvironment();
  const { data, error, refetch } = useQuery(destinationFiguresQuery(environment));
  const kinds = useQuery(kindsQuery);
  const titles = new Map(kinds.data?.items.map(({ kind, title }) => [kind, title]));
  return (
    <Page
      title="Destinations"
      text="Where events go. Each has its own queue: a slow or broken one delays no other."
      actions={<NewButton environment={environment} />}
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingState />
      ) : data.items.length === 0 ? (
        <EmptyState
          title="No destination yet"
          text="Rides are stored, but nobody gets them. Add a webhook, a database, a bucket or a queue: what is stored already can be replayed to it."
        >
          <NewButton environment={environment} />
        </EmptyState>
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} component="ul" className="app-plain-list" m={0} p={0}>
          {data.items.map((one) => (
            <DestinationCard key={one.id} environment={environment} one={one} title={titles.get(one.kind) ?? one.kind} />
          ))}
        </SimpleGrid>
      )}
    </Page>
  );
}
