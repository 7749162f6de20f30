import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../api/client.js';

const MOST = 500;
export const environmentsQuery = queryOptions({
  queryKey: ['environments'],
  queryFn: () => answerOf(api.GET('/admin/environments', { params: { query: { limit: MOST } } })),
});

export function EnvironmentSwitcher({ environment }: { readonly environment: string }) {
  const { data } = useQuery(environmentsQuery);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`Environment ${environment}: choose another`}
        >
          {environment}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Environments</Menu.Label>
        {(data?.items ?? []).map(({ id, dev_id, name }) => (
          <Menu.Item
            key={id}
            component={Link}
            to={`/e/${dev_id}`}
            leftSection={dev_id === environment ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />}
          >
            {name === dev_id ? dev_id : `${name} (${dev_id})`}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/new">
          New environment…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
