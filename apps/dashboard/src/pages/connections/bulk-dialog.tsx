/** First counts what an action would do, then does it. */
import { Modal, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
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

interface Moved {
  readonly connections: number;
  readonly leftAlone: readonly { readonly connection_id: string; readonly reason: string }[];
}

/** The api does some thousands a call: this goes on to the end. @param onStep hears how many it was done to so far */
async function move(
  environment: string,
  action: Action,
  target: BulkTarget,
  dryRun: boolean,
  onStep: (done: number) => void,
): Promise<Moved> {
  let [connections, leftAlone, after]: [number, Moved['leftAlone'], string | null] = [0, [], null];
  do {
    const step: Step = await moveSome(environment, action, target, dryRun, after);
    connections += step.connections;
    leftAlone = [...leftAlone, ...step.left_alone].slice(0, SHOWN);
    after = step.next;
    onStep(connections);
  } while (after !== null);
  return { connections, leftAlone };
}

const moveSome = (environment: string, action: Action, target: BulkTarget, dryRun: boolean, after: string | null) =>
  answerOf(
    api.POST('/admin/environments/{environment}/connections/bulk', {
      params: { path: { environment } },
      body: { action, ...target, dry_run: dryRun, ...(after === null ? {} : { after }) },
    }),
  );
type Step = Awaited<ReturnType<typeof moveSome>>;

const MEANING: Readonly<Record<Action, string>> = {
  sync: 'Each is asked for news at its provider as soon as its rate limit allows.',
  pause: 'Nothing is synced until they are resumed. Notifications wait.',
  resume: 'They are synced again, and what waited is fetched.',
  disconnect:
    'The access is taken back at the provider, all their data here is deleted, and the app is told. There is no way back.',
};

const SHOWN = 100;
const connectionsText = (connections: number): string => `${count(connections)} connection${connections === 1 ? '' : 's'}`;

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
  const [doneTo, setDoneTo] = useState(0);
  const dryRun = useQuery({
    queryKey: ['connections-dry-run', environment, action, target],
    queryFn: () => move(environment, action, target, true, () => undefined),
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
      title={`${words.verb}: ${connectionsText(planned.connections)}`}
      action={words.verb}
      isDanger={action === 'disconnect'}
      {...(action === 'disconnect' ? { typed: String(planned.connections) } : {})}
      text={
        <Stack gap="sm">
          <Text size="sm">{MEANING[action]}</Text>
          {doneTo > 0 && (
            <Text size="sm" role="status">
              {count(doneTo)} of {count(planned.connections)} so far.
            </Text>
          )}
          <LeftAlone moved={planned} />
        </Stack>
      }
      onConfirm={async () => {
        const moved = await move(environment, action, target, false, setDoneTo);
        const left = moved.leftAlone.length === 0 ? '' : ` ${leftText(moved.leftAlone.length)} left alone.`;
        tellDone(`${connectionsText(moved.connections)} ${words.done}.${left}`);
        void client.invalidateQueries({ queryKey: ['connections', environment] });
        onDone();
      }}
      onClose={onClose}
    />
  );
}

const leftText = (left: number): string => (left >= SHOWN ? `${SHOWN} or more are` : left === 1 ? '1 is' : `${left} are`);

function LeftAlone({ moved: { leftAlone: left } }: { readonly moved: Moved }) {
  if (left.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {leftText(left.length)} left alone
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
