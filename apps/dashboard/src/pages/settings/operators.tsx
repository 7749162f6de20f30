/** Who may log in here, and what they may do. */
import { Group, Text } from '@mantine/core';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { byCursor, List } from '../../kit/list.js';
import { ShownOnce } from '../../kit/shown-once.js';
import { EmptyState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { useNow, When } from '../../kit/when.js';
import { stateOf } from '../keys/queries.js';
import { CreateOperator } from './create-operator.js';

type Operator = Schemas['Operator'];
const LIMIT = 50;

const operatorsQuery = infiniteQueryOptions({
  queryKey: ['operators'],
  queryFn: ({ pageParam }) =>
    answerOf(
      api.GET('/admin/operators', {
        params: { query: { limit: LIMIT, ...(pageParam === undefined ? {} : { after: pageParam }) } },
      }),
    ),
  ...byCursor,
});

export function Operators() {
  const now = useNow();
  const query = useInfiniteQuery(operatorsQuery);
  const [isCreating, setCreating] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<Operator | null>(null);
  const revoke = useChange({
    run: ({ id }: Operator) => answerOf(api.DELETE('/admin/operators/{operator}', { params: { path: { operator: id } } })),
    done: 'The token is revoked, and its sessions have ended.',
    touches: [operatorsQuery.queryKey],
  });
  const create = <ChangeButton onClick={() => setCreating(true)}>New operator</ChangeButton>;
  return (
    <>
      <Group justify="space-between" align="flex-start" mb="sm">
        <Text size="sm" maw={720}>
          Each person or script gets a token of its own: the audit log then says who did what, and one can be revoked without the
          others. The token in FREEHUB_ADMIN_TOKEN is not listed.
        </Text>
        {create}
      </Group>
      <List
        caption="Operators"
        query={query}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No operators yet" text="So far there is only the token that the server was started with." />}
        columns={[
          {
            title: 'Name',
            card: 'main',
            cell: ({ name }) => (
              <Text size="sm" className="app-words">
                {name}
              </Text>
            ),
          },
          { title: 'Role', cell: ({ role }) => role },
          { title: 'Begins with', cell: ({ prefix }) => <span className="app-mono">{prefix}…</span>, from: 'sm' },
          { title: 'State', card: 'corner', cell: (operator) => <StateBadge state={stateOf(operator, now)} /> },
          { title: 'Last used', cell: ({ last_used_at: at }) => <When at={at} />, from: 'sm' },
          { title: 'Ends', cell: ({ expires_at: at, revoked_at: revoked }) => <When at={revoked ?? at} />, from: 'md' },
          {
            title: 'Actions',
            card: 'alone',
            align: 'right',
            cell: (operator) =>
              stateOf(operator, now) === 'active' && (
                <ChangeButton
                  size="compact-sm"
                  variant="default"
                  aria-label={`Revoke ${operator.name}`}
                  onClick={() => setRevoking(operator)}
                >
                  Revoke
                </ChangeButton>
              ),
          },
        ]}
      />
      {isCreating && (
        <CreateOperator
          onClose={() => setCreating(false)}
          onMade={(made) => {
            setCreating(false);
            setToken(made);
          }}
        />
      )}
      {token !== null && (
        <ShownOnce
          title="The new token"
          text="Give it to the person, over a channel that you trust. They log in with it."
          label="token"
          secret={token}
          onClose={() => setToken(null)}
        />
      )}
      {revoking && (
        <Confirm
          title="Revoke a token"
          text={`“${revoking.name}” is logged out at once and cannot log in any more.`}
          action="Revoke it"
          typed={revoking.name}
          onConfirm={() => revoke.mutateAsync(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}
