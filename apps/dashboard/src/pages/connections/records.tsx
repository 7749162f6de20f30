/** What is stored of a connection, deleted ones too. */
import { Paper, Select, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { List } from '../../kit/list.js';
import { given } from '../../kit/given.js';
import { EmptyState } from '../../kit/states.js';
import { columnsOf } from '../rides/columns.js';
import { RECORD_TYPES, recordTypeOf, recordsQuery } from '../rides/queries.js';

const route = getRouteApi('/e/$environment/connections/$connection');

export function Records({ environment, connection }: { readonly environment: string; readonly connection: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const type = recordTypeOf(search.type) ?? 'activity';
  const query = useInfiniteQuery(recordsQuery(environment, { type, connection }));
  return (
    <Stack gap="sm">
      <Select
        label="Type"
        w={180}
        allowDeselect={false}
        data={[...RECORD_TYPES]}
        value={type}
        onChange={(value) => void navigate({ search: given({ ...search, type: recordTypeOf(value) }), replace: true })}
      />
      <Paper withBorder>
        <List
          caption={`Records of type ${type}, newest first`}
          query={query}
          columns={columnsOf(type, { who: false })}
          rowKey={(row) => row.key}
          empty={<EmptyState title={`No ${type} is stored`} text="Sync it now, or backfill a past range." />}
        />
      </Paper>
    </Stack>
  );
}
