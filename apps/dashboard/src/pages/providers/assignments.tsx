/** Who wore which device when. */
import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { ConnectionLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import { Part } from '../../kit/part.js';
import { EmptyState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { AssignForm } from './assign-form.js';
import { type Assignment, assignmentsQuery, deviceName, touchedBy } from './device-queries.js';

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
    touches: touchedBy(environment, provider),
  });
  return (
    <Part
      title="Assignments"
      action={
        <ChangeButton size="xs" onClick={() => setAssigning(true)}>
          Assign a device
        </ChangeButton>
      }
    >
      <List
        caption="Assignments, newest first"
        query={query}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No assignments" text="Assign a device to an athlete: what it records becomes theirs." />}
        columns={[
          {
            title: 'Device',
            card: 'main',
            cell: (row) => (
              <Text size="sm" className="app-words">
                {deviceName(row.device)}
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
            title: 'Actions',
            card: 'alone',
            align: 'right',
            cell: (row) =>
              row.to === null && (
                <ChangeButton
                  size="compact-sm"
                  variant="default"
                  aria-label={`End it now: ${deviceName(row.device)}`}
                  onClick={() => setEnding(row)}
                >
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
          text={`From now on ${deviceName(ending.device)} does not belong to ${ending.reference_id ?? ending.user_id} any more. What it recorded until now stays theirs.`}
          action="End it now"
          onConfirm={() => end.mutateAsync(ending)}
          onClose={() => setEnding(null)}
        />
      )}
    </Part>
  );
}
