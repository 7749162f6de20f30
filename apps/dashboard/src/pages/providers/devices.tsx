import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { ConnectionLink } from '../../kit/links.js';
import { List } from '../../kit/list.js';
import { Part } from '../../kit/part.js';
import { EmptyState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { devicesQuery } from './device-queries.js';

/** The devices of the manager's account, and who wears them now. */
export function Devices({ environment, provider }: { readonly environment: string; readonly provider: string }) {
  const query = useInfiniteQuery(devicesQuery(environment, provider));
  const refresh = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/providers/{provider}/devices/refresh', {
          params: { path: { environment, provider } },
        }),
      ),
    done: ({ devices, new: fresh }) => `${devices} devices, ${fresh} of them new.`,
    touches: [
      ['devices', environment, provider],
      ['manager', environment, provider],
    ],
  });
  return (
    <Part
      title="Devices"
      action={
        <ChangeButton size="xs" variant="default" loading={refresh.isPending} onClick={() => refresh.mutate()}>
          Ask the provider again
        </ChangeButton>
      }
    >
      <List
        caption="Devices of the account"
        query={query}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No devices" text="They are listed when the manager has logged in." />}
        columns={[
          {
            title: 'Device',
            card: 'main',
            cell: (device) => (
              <Text size="sm" className="app-words">
                {device.name ?? device.device_id}
              </Text>
            ),
          },
          { title: 'Serial number', cell: ({ serial_number: serial }) => serial ?? '–' },
          {
            title: 'Worn by',
            cell: ({ worn_by: wearer }) =>
              wearer === null ? (
                'nobody'
              ) : (
                <ConnectionLink id={wearer.user_id}>{wearer.reference_id ?? wearer.user_id}</ConnectionLink>
              ),
          },
          { title: 'Last seen', cell: ({ last_seen_at: at }) => <When at={at} />, from: 'sm' },
        ]}
      />
    </Part>
  );
}
