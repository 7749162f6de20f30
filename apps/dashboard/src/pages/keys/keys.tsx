/** The keys with which apps call Terra's API here. */
import { Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useEnvironment } from '../../app/environment.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { Copyable } from '../../kit/copy.js';
import { List } from '../../kit/list.js';
import { Page } from '../../kit/page.js';
import { ShownOnce } from '../../kit/shown-once.js';
import { EmptyState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { useNow, When } from '../../kit/when.js';
import { CreateKey } from './create-key.js';
import { type Key, keysQuery, stateOf } from './queries.js';
import { RotateKey } from './rotate-key.js';

type Open =
  | { readonly what: 'create' }
  | { readonly what: 'rotate' | 'revoke'; readonly key: Key }
  | { readonly what: 'made'; readonly key: string };

export function KeysPage() {
  const environment = useEnvironment();
  const now = useNow();
  const query = useInfiniteQuery(keysQuery(environment));
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const revoke = useChange({
    run: ({ id }: Key) =>
      answerOf(api.DELETE('/admin/environments/{environment}/keys/{key}', { params: { path: { environment, key: id } } })),
    done: 'The key is revoked; it stops working within 5 seconds.',
    touches: [
      ['keys', environment],
      ['overview', environment],
    ],
  });
  const create = <ChangeButton onClick={() => setOpen({ what: 'create' })}>New key</ChangeButton>;
  return (
    <Page
      title="API keys"
      text={
        <Group gap="xs" component="span">
          <span>Your app sends one as x-api-key, together with dev-id:</span>
          <Copyable value={environment} label="the dev-id" />
        </Group>
      }
      actions={create}
    >
      <List
        caption="API keys"
        query={query}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No keys yet" text="Your app needs one to call the API: make one, it is shown once.">
            {create}
          </EmptyState>
        }
        columns={[
          {
            title: 'Label',
            card: 'main',
            cell: ({ label }) => (
              <Text size="sm" className="app-words">
                {label}
              </Text>
            ),
          },
          { title: 'Begins with', cell: ({ prefix }) => <span className="app-mono">{prefix}…</span> },
          { title: 'State', card: 'corner', cell: (key) => <StateBadge state={stateOf(key, now)} /> },
          { title: 'Last used', cell: ({ last_used_at: at }) => <When at={at} />, from: 'sm' },
          { title: 'Made', cell: ({ created_at: at }) => <When at={at} />, from: 'md' },
          { title: 'Ends', cell: ({ expires_at: at, revoked_at: revoked }) => <When at={revoked ?? at} />, from: 'sm' },
          {
            title: 'Actions',
            card: 'alone',
            align: 'right',
            cell: (key) =>
              stateOf(key, now) === 'active' && (
                <Group gap={4} justify="flex-end">
                  <ChangeButton
                    size="compact-sm"
                    variant="default"
                    aria-label={`Rotate ${key.label}`}
                    onClick={() => setOpen({ what: 'rotate', key })}
                  >
                    Rotate
                  </ChangeButton>
                  <ChangeButton
                    size="compact-sm"
                    variant="default"
                    aria-label={`Revoke ${key.label}`}
                    onClick={() => setOpen({ what: 'revoke', key })}
                  >
                    Revoke
                  </ChangeButton>
                </Group>
              ),
          },
        ]}
      />
      {open?.what === 'create' && (
        <CreateKey environment={environment} onClose={close} onMade={(key) => setOpen({ what: 'made', key })} />
      )}
      {open?.what === 'rotate' && (
        <RotateKey environment={environment} apiKey={open.key} onClose={close} onMade={(key) => setOpen({ what: 'made', key })} />
      )}
      {open?.what === 'revoke' && (
        <Confirm
          title="Revoke a key"
          text={`Apps that use “${open.key.label}” are refused within 5 seconds. To change it without a break, rotate it.`}
          action="Revoke it"
          typed={open.key.label}
          onConfirm={() => revoke.mutateAsync(open.key)}
          onClose={close}
        />
      )}
      {open?.what === 'made' && (
        <ShownOnce
          title="The new key"
          text="Put it where your app keeps its secrets. It is sent as x-api-key."
          label="key"
          secret={open.key}
          onClose={close}
        />
      )}
    </Page>
  );
}
