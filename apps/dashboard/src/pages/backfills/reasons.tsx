/** Why windows of a backfill failed or wait. */
import { Button, Group, Paper, Stack, Title } from '@mantine/core';
import { StateBadge } from '../../kit/badges.js';
import { count } from '../../kit/format.js';
import { asSentence } from '../../kit/next-try.js';
import { type Column, Rows } from '../../kit/rows.js';
import { When } from '../../kit/when.js';
import type { BackfillProgress } from './queries.js';

interface Reason {
  readonly state: 'failed' | 'pending';
  readonly kind: string;
  readonly message: string;
  readonly windows: number;
  readonly until: string | null;
}

const REASONS: readonly Column<Reason>[] = [
  { title: 'State', card: 'corner', cell: ({ state }) => <StateBadge state={state} /> },
  { title: 'Reason', card: 'main', cell: ({ message }) => <span className="app-words">{asSentence(message)}</span> },
  { title: 'Windows', align: 'right', cell: ({ windows }) => count(windows) },
  { title: 'Next try', cell: ({ until }) => (until === null ? 'when you retry them' : <When at={until} />) },
];

export function Reasons({ backfill, onFailed }: { readonly backfill: BackfillProgress; readonly onFailed: () => void }) {
  const { failures, waiting } = backfill;
  if (failures.length === 0 && waiting.length === 0) return null;
  const reasons: readonly Reason[] = [
    ...failures.map((one) => ({ ...one, state: 'failed' as const, until: null })),
    ...waiting.map((one) => ({ ...one, state: 'pending' as const })),
  ];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="reasons-title">
      <Stack gap="md">
        <Title order={2} size="h4" id="reasons-title">
          What is in its way
        </Title>
        <Rows
          caption="Reasons"
          rows={reasons}
          columns={REASONS}
          rowKey={({ state, kind, message }) => `${state} ${kind} ${message}`}
        />
        {failures.length > 0 && (
          <Group>
            <Button size="xs" variant="default" onClick={onFailed}>
              Show the failed windows
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
