/** The server: version, addresses, and what it was set to. */
import { Anchor, Badge, Box, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { SearchBox } from '../../kit/search-box.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { Words } from '../../kit/words.js';
import { installationQuery } from '../providers/queries.js';

interface InstallationProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

type Setting = Schemas['Installation']['settings'][number];

const Value = ({ of: { value, is_default: isDefault } }: { readonly of: Setting }) => (
  <>
    <span className="app-mono">{value ?? 'not set'}</span>{' '}
    {!isDefault && (
      <Badge size="sm" variant="light" radius="sm" tt="none" autoContrast className="app-state">
        set by you
      </Badge>
    )}
  </>
);

export function Installation({ search, onSearch }: InstallationProps) {
  const { data, error, isPending, refetch } = useQuery(installationQuery);
  if (isPending) return <LoadingState />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const words = search.toLowerCase();
  const shown = data.settings.filter((each) =>
    [each.variable, each.group, each.meaning].some((text) => text.toLowerCase().includes(words)),
  );
  return (
    <Stack>
      <Facts
        facts={[
          ['Version', data.version],
          ['Address', <Copyable key="url" value={data.public_url} label="the address" />],
          [
            'Temporal',
            data.temporal_ui_url === null ? (
              `namespace ${data.temporal_namespace}; set FREEHUB_TEMPORAL_UI_URL for links to its web UI`
            ) : (
              <Anchor key="temporal" size="sm" href={data.temporal_ui_url} target="_blank" rel="noopener">
                {data.temporal_ui_url} (namespace {data.temporal_namespace})
              </Anchor>
            ),
          ],
        ]}
      />
      <SearchBox label="Search the settings" placeholder="Part of a name or of its meaning" value={search} onSearch={onSearch} />
      {shown.length === 0 ? (
        <EmptyState title="No such setting" text="Search for a part of its name, such as LOG, or of what it does." />
      ) : (
        <div className="app-table-scroll" tabIndex={0} role="region" aria-label="Settings of the server">
          <Table striped verticalSpacing="xs" aria-label="Settings of the server">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Setting</Table.Th>
                <Table.Th visibleFrom="sm">Value</Table.Th>
                <Table.Th visibleFrom="sm">Group</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((setting) => (
                <Table.Tr key={setting.variable}>
                  <Table.Td>
                    <span className="app-mono">{setting.variable}</span>
                    <Text size="xs" c="dimmed">
                      <Words text={setting.meaning} />
                    </Text>
                    <Box hiddenFrom="sm">
                      <Value of={setting} />
                    </Box>
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Value of={setting} />
                  </Table.Td>
                  <Table.Td visibleFrom="sm">{setting.group}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Stack>
  );
}
