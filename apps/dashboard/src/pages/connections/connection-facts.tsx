import { Text } from '@mantine/core';
import { StateBadge } from '../../kit/badges.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { count } from '../../kit/format.js';
import { When, useNow } from '../../kit/when.js';
import { NextPoll } from './next-poll.js';
import type { ConnectionDetails } from './words.js';

const none = <Text c="dimmed">–</Text>;

export function ConnectionFacts({ connection }: { readonly connection: ConnectionDetails }) {
  const now = useNow();
  const { credential, reference_id: reference, records, pending_notices: pending } = connection;
  return (
    <Facts
      facts={[
        ['State', <StateBadge key="state" state={connection.state} />],
        ['Provider', connection.provider_title],
        ['Reference', reference === null ? none : <Copyable key="reference" value={reference} label="the reference" />],
        ['Id (user_id)', <Copyable key="id" value={connection.id} label="the id" />],
        ['Id at the provider', <Copyable key="provider" value={connection.provider_user_id} label="the id at the provider" />],
        ['Connected', <When key="created" at={connection.created_at} />],
        ['Newest data', <When key="data" at={connection.most_recent_data_at} />],
        ['Data last came in', <When key="notice" at={connection.last_webhook_update} />],
        ['Last poll', <When key="poll" at={connection.last_polled_at} />],
        ['Next poll', <NextPoll key="next" connection={connection} />],
        [
          'Access token',
          credential === null ? (
            none
          ) : (
            <>
              {Date.parse(credential.access_expires_at) < now ? 'ended ' : 'ends '}
              <When at={credential.access_expires_at} />
              {credential.refusals > 0 && `, ${credential.refusals} refused in a row`}
            </>
          ),
        ],
        ['Scopes', connection.scopes === '' ? none : connection.scopes],
        [
          'Records',
          records.length === 0
            ? 'none yet'
            : records.map(({ type, count: stored, deleted }) => `${count(stored - deleted)} ${type}`).join(', '),
        ],
        ['Notifications that wait', count(pending)],
      ]}
    />
  );
}
