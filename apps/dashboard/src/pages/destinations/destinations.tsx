/** All destinations: how each is, what waits for it, what it gave up. */
import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
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
import { type Destination, type DestinationWithBacklog, destinationQuery, destinationsQuery, kindsQuery } from './queries.js';

/** Figures are asked one by one: only for as many as an operator looks at. */
const MOST_WITH_FIGURES = 30;
const FIGURES_MS = 15_000;

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

function Figures({ environment, one }: { readonly environment: string; readonly one: DestinationWithBacklog }) {
  const { backlog, health } = one;
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
            search={{ destination: one.id, state: 'pending' }}
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
            search={{ destination: one.id, state: 'dead' }}
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
        ['A try takes (p50, p95)', `${milliseconds(health.p50_ms)}, ${milliseconds(health.p95_ms)}`],
        ['Last delivered', <When key="last" at={health.last_delivered_at} />],
      ]}
    />
  );
}

function DestinationCard({
  environment,
  one,
  title,
  figures,
}: {
  readonly environment: string;
  readonly one: Destination;
  readonly title: string;
  /** undefined: they are being asked for; null: they are not. */
  readonly figures: DestinationWithBacklog | undefined | null;
}) {
  const trouble = troubleOf(one);
  return (
    <Card component="li" withBorder padding="md">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Group gap="sm" wrap="nowrap" miw={0}>
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
          </Group>
        </Group>
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
        {figures ? <Figures environment={environment} one={figures} /> : figures === undefined && <LoadingState rows={2} />}
      </Stack>
    </Card>
  );
}

export function DestinationsPage() {
  const environment = useEnvironment();
  const { data, error, refetch } = useQuery(destinationsQuery(environment));
  const kinds = useQuery(kindsQuery);
  const figures = useQueries({
    queries: (data?.items ?? [])
      .slice(0, MOST_WITH_FIGURES)
      .map(({ id }) => ({ ...destinationQuery(environment, id), refetchInterval: FIGURES_MS })),
  });
  const byId = new Map(figures.flatMap(({ data: one }) => (one ? [[one.id, one] as const] : [])));
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
          {data.items.map((one, index) => (
            <DestinationCard
              key={one.id}
              environment={environment}
              one={one}
              title={titles.get(one.kind) ?? one.kind}
              figures={index < MOST_WITH_FIGURES ? byId.get(one.id) : null}
            />
          ))}
        </SimpleGrid>
      )}
    </Page>
  );
}
