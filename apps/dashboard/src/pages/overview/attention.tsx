/** What needs a person: each with the one thing to do, as a link to the very place. */
import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Schemas } from '../../api/client.js';
import { type Place, usePlace } from '../../kit/place.js';
import { When } from '../../kit/when.js';
import type { Overview } from './query.js';

type Item = Schemas['Attention'];

interface NextStep {
  readonly place: Place;
  /** On the button. */
  readonly words: string;
}

const COLORS = { critical: 'red', warning: 'orange', notice: 'gray' } as const;

/** Null for what a newer api tells and this page does not know: its words are enough. */
function nextStepOf(item: Item): NextStep | null {
  const destination = item.destination_id === null ? '/destinations' : `/destinations/${item.destination_id}`;
  const provider = item.provider === null ? '/providers' : `/providers/${item.provider}`;
  switch (item.kind) {
    case 'reauthorize':
    case 'tokens_locked':
      return { place: { path: '/connections', search: { state: 'reauthorize' } }, words: 'Show them' };
    case 'manager_login':
      return { place: { path: provider }, words: 'Log in' };
    case 'provider_limit':
      return { place: { path: provider }, words: 'Open the provider' };
    case 'circuit_open':
    case 'failing':
    case 'destination_disabled':
    case 'secret_rotating':
    case 'certificate_expires':
      return { place: { path: destination }, words: 'Open the destination' };
    case 'dead_letters':
      return {
        place: {
          path: '/deliveries',
          search: { state: 'dead', ...(item.destination_id === null ? {} : { destination: item.destination_id }) },
        },
        words: 'Show them',
      };
    case 'backfill_failed':
      return {
        place: { path: item.backfill_id === null ? '/backfills' : `/backfills/${item.backfill_id}` },
        words: 'Open the backfill',
      };
    case 'key_expires':
      return { place: { path: '/keys' }, words: 'Open the keys' };
    case 'no_provider':
    case 'no_destination':
      return { place: { path: '/start' }, words: 'Do it' };
    default:
      return null;
  }
}

function Line({ item }: { readonly item: Item }) {
  const placed = usePlace();
  const next = nextStepOf(item);
  return (
    <Paper withBorder p="sm" component="li">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 220px', minWidth: 0 }}>
          <Group gap="xs">
            <Badge color={COLORS[item.severity]} variant="light" radius="sm" tt="none" autoContrast className="app-state">
              {item.severity}
            </Badge>
            <Text fw={600} size="sm" className="app-words">
              {item.title}
            </Text>
          </Group>
          <Text size="sm" className="app-words">
            {item.next_step}
            {item.since !== null && (
              <Text span c="dimmed" inherit>
                {' '}
                Since <When at={item.since} />.
              </Text>
            )}
          </Text>
        </div>
        {next && (
          <Button size="xs" variant="default" component="a" {...placed(next.place)}>
            {next.words}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

export function Attention({ overview: { attention } }: { readonly overview: Overview }) {
  return (
    <section aria-labelledby="attention">
      <Title order={2} size="h4" id="attention" mb="xs">
        What needs you
      </Title>
      {attention.length === 0 ? (
        <Group gap="xs">
          <IconCircleCheck size={20} aria-hidden />
          <Text size="sm">Nothing. Everything runs by itself.</Text>
        </Group>
      ) : (
        <Stack component="ul" gap="xs" p={0} m={0} className="app-plain-list">
          {attention.map((item) => (
            <Line
              key={`${item.kind} ${item.destination_id ?? ''} ${item.provider ?? ''} ${item.key_id ?? ''} ${item.backfill_id ?? ''}`}
              item={item}
            />
          ))}
        </Stack>
      )}
    </section>
  );
}
