/** First counts what an action would do, then does it. */
import { Modal, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Confirm } from '../../kit/confirm.js';
import { count, shortId } from '../../kit/format.js';
import type { Given } from '../../kit/given.js';
import { ConnectionLink } from '../../kit/links.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { tellDone } from '../../kit/tell.js';
import type { ConnectionFilter } from './queries.js';
import { ACTION_WORDS, type Action } from './words.js';

export type BulkTarget = { readonly ids: string[] } | { readonly filter: Given<ConnectionFilter> };

const move = (environment: string, action: Action, target: BulkTarget, dryRun: boolean) =>
  answerOf(
    api.POST('/admin/environments/{environment}/connections/bulk', {
      params: { path: { environment } },
      body: { action, ...target, dry_run: dryRun },
    }),
  );
type Moved = Awaited<ReturnType<typeof move>>;

const MEANING: Readonly<Record<Action, string>> = {
  sync: 'Each is asked for news at its provider as soon as its rate limit allows.',
  pause: 'Nothing is synced until they are resumed. Notifications wait.',
  resume: 'They are synced again, and what waited is fetched.',
  disconnect:
    'The access is taken back at the provider, all their data here is deleted, and the app is told. There is no way back.',
};

const connectionsText = (moved: Moved): string =>
  `${count(moved.connections)}${moved.more ? ' or more' : ''} connection${moved.connections === 1 && !moved.more ? '' : 's'}`;

export interface BulkDialogProps {
  readonly environment: string;
  readonly action: Action;
  readonly target: BulkTarget;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Rendered only while it is open. */
export function BulkDialog({ environment, action, target, onDone, onClose }: BulkDialogProps) {
  const client = useQueryClient();
  const words = ACTION_WORDS[action];
  const dryRun = useQuery({
    queryKey: ['connections-dry-run', environment, action, target],
    queryFn: () => move(environment, action, target, true),
    gcTime: 0,
    staleTime: Infinity,
  });
  if (!dryRun.data || dryRun.data.connections === 0)
    return (
      <Modal opened onClose={onClose} title={words.verb} closeButtonProps={{ 'aria-label': 'Close' }}>
        {dryRun.error && <ErrorState error={dryRun.error} onRetry={() => void dryRun.refetch()} />}
        {dryRun.isPending && <LoadingState rows={3} />}
        {dryRun.data && (
          <Stack gap="sm">
            <Text size="sm">There is no connection to which this can be done.</Text>
            <LeftAlone moved={dryRun.data} />
          </Stack>
        )}
      </Modal>
    );
  const planned = dryRun.data;
  return (
    <Confirm
      title={`${words.verb}: ${connectionsText(planned)}`}
      action={words.verb}
      isDanger={action === 'disconnect'}
      {...(action === 'disconnect' ? { typed: String(planned.connections) } : {})}
      text={
        <Stack gap="sm">
          <Text size="sm">{MEANING[action]}</Text>
          {planned.more && <Text size="sm">It is done to {count(planned.connections)} now; do it again for the others.</Text>}
          <LeftAlone moved={planned} />
        </Stack>
      }
      onConfirm={async () => {
        const moved = await move(environment, action, target, false);
        tellDone(
          `${connectionsText({ ...moved, more: false })} ${words.done}.${moved.more ? ' There are more: do it again.' : ''}`,
        );
        void client.invalidateQueries({ queryKey: ['connections', environment] });
        onDone();
      }}
      onClose={onClose}
    />
  );
}

const SHOWN = 100;
function LeftAlone({ moved: { left_alone: left } }: { readonly moved: Moved }) {
  if (left.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {left.length >= SHOWN ? `${SHOWN} or more are` : left.length === 1 ? '1 is' : `${left.length} are`} left alone
      </Text>
      <div
        className="app-table-scroll"
        style={{ maxHeight: 220, overflowY: 'auto' }}
        tabIndex={0}
        role="region"
        aria-label="Left alone"
      >
        <Table verticalSpacing={4} aria-label="Left alone">
          <Table.Tbody>
            {left.map(({ connection_id: id, reason }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <ConnectionLink id={id}>…{shortId(id)}</ConnectionLink>
                </Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
