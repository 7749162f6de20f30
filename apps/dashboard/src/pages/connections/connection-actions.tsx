/** What an operator can do to a connection. */
import { Button, Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconExternalLink,
  IconHistory,
  IconLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconRefresh,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useMayChange } from '../../api/session.js';
import { ChangeButton, VIEWER_REASON } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { usePlace } from '../../kit/place.js';
import { tellDone } from '../../kit/tell.js';
import { useChange } from '../../kit/use-change.js';
import { ConnectLink } from './connect-link.js';
import { type ConnectionDetails, nameOf } from './words.js';

const at = '/admin/environments/{environment}/connections/{connection}';

export function ConnectionActions({
  environment,
  connection,
}: {
  readonly environment: string;
  readonly connection: ConnectionDetails;
}) {
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const place = usePlace();
  const [open, setOpen] = useState<'reconnect' | 'disconnect' | null>(null);
  const { id, state, provider, workflow_url: workflowUrl } = connection;
  const params = { path: { environment, connection: id } };
  const touches = [
    ['connection', environment, id],
    ['connections', environment],
    ['story', environment, id],
  ];
  const sync = useChange({
    run: () => answerOf(api.POST(`${at}/sync`, { params })),
    done: 'Asked to sync. What it finds shows in the story.',
    touches,
  });
  const pause = useChange({
    run: () => answerOf(api.POST(`${at}/pause`, { params })),
    done: 'Paused. Notifications wait.',
    touches,
  });
  const resume = useChange({ run: () => answerOf(api.POST(`${at}/resume`, { params })), done: 'Resumed.', touches });
  const typed = connection.reference_id ?? id;
  return (
    <>
      <ChangeButton
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={sync.isPending}
        disabled={state !== 'active'}
        {...(state === 'active' ? {} : { title: 'Only an active connection can be synced.' })}
        onClick={() => sync.mutate()}
      >
        Sync now
      </ChangeButton>
      {state === 'paused' ? (
        <ChangeButton
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          Resume
        </ChangeButton>
      ) : (
        state === 'active' && (
          <ChangeButton
            variant="default"
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            loading={pause.isPending}
            onClick={() => pause.mutate()}
          >
            Pause
          </ChangeButton>
        )
      )}
      {(state === 'reauthorize' || state === 'revoked') && (
        <ChangeButton variant="default" leftSection={<IconLink size={16} aria-hidden />} onClick={() => setOpen('reconnect')}>
          Reconnect link
        </ChangeButton>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            {...place({ path: '/backfills', search: { new: '1', ids: JSON.stringify([id]), provider } })}
            leftSection={<IconHistory size={16} aria-hidden />}
          >
            Backfill…
          </Menu.Item>
          {workflowUrl !== null && (
            <Menu.Item
              component="a"
              href={workflowUrl}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconExternalLink size={16} aria-hidden />}
            >
              Workflow in Temporal
            </Menu.Item>
          )}
          <Menu.Item
            disabled={!mayChange}
            {...(mayChange ? {} : { title: VIEWER_REASON })}
            leftSection={<IconLink size={16} aria-hidden />}
            onClick={() => setOpen('reconnect')}
          >
            Reconnect link…
          </Menu.Item>
          <Menu.Item
            color="red"
            disabled={!mayChange}
            {...(mayChange ? {} : { title: VIEWER_REASON })}
            leftSection={<IconPlugConnectedX size={16} aria-hidden />}
            onClick={() => setOpen('disconnect')}
          >
            Disconnect…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'reconnect' && <ConnectLink environment={environment} again={connection} onClose={() => setOpen(null)} />}
      {open === 'disconnect' && (
        <Confirm
          title={`Disconnect ${nameOf(connection)}`}
          text="The access is taken back at the provider, all its data here is deleted, and the app is told. What destinations have received stays with them. There is no way back."
          action="Disconnect"
          typed={typed}
          onConfirm={async () => {
            await answerOf(api.DELETE(at, { params }));
            tellDone('Disconnected.');
            await navigate({ to: '/e/$environment/connections', params: { environment }, search: {} });
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
