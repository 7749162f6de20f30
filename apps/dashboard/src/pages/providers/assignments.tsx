/** Who wore which device when. */
import { Group, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { ConnectionLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import { EmptyState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { AssignForm } from './assign-form.js';
import { type Assignment, assignmentsQuery } from './device-queries.js';

const nameOf = ({ device }: Assignment): string => device.name ?? device.serial_number ?? device.device_id;

export function Assignments({ environment, provider }: { readonly environment: string; readonly provider: string }) {
  const query = useInfiniteQuery(assignmentsQuery(environment, provider));
  const [isAssigning, setAssigning] = useState(false);
  const [ending, setEnding] = useState<Assignment | null>(null);
  const end = useChange({
    run: ({ id }: Assignment) =>
      answerOf(
        api.PATCH('/admin/environments/{environment}/providers/{provider}/assignments/{assignment}', {
          params: { path: { environment, provider, assignment: id } },
          body: { to: new Date().toISOString() },
        }),
      ),
    done: 'The assignment has ended.',
    touches: [
      ['assignments', environment, provider],
      ['devices', environment, provider],
    ],
  });
  return (
    <section aria-labelledby="assignments">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="assignments">
          Assignments
        </Title>
        <ChangeButton size="xs" onClick={() => setAssigning(true)}>
          Assign a device
        </ChangeButton>
      </Group>
      <List
        caption="Assignments"
        query={query}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No assignments" text="Assign a device to an athlete: what it records becomes theirs." />}
        columns={[
          {
            title: 'Device',
            cell: (row) => (
              <Text size="sm" className="app-words">
                {nameOf(row)}
              </Text>
            ),
          },
          {
            title: 'Athlete',
            cell: ({ user_id: user, reference_id: reference }) => <ConnectionLink id={user}>{reference ?? user}</ConnectionLink>,
          },
          { title: 'From', cell: ({ from }) => <When at={from} exact /> },
          { title: 'To', cell: ({ to }) => (to === null ? 'until further notice' : <When at={to} exact />) },
          {
            title: '',
            align: 'right',
            cell: (row) =>
              row.to === null && (
                <ChangeButton size="compact-sm" variant="default" onClick={() => setEnding(row)}>
                  End it now
                </ChangeButton>
              ),
          },
        ]}
      />
      {isAssigning && <AssignForm environment={environment} provider={provider} onClose={() => setAssigning(false)} />}
      {ending && (
        <Confirm
          title="End the assignment"
          text={`From now on ${nameOf(ending)} does not belong to ${ending.reference_id ?? ending.user_id} any more. What it recorded until now stays theirs.`}
          action="End it now"
          onConfirm={() => end.mutateAsync(ending)}
          onClose={() => setEnding(null)}
        />
      )}
    </section>
  );
}
