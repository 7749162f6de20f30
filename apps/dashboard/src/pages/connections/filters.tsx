import { Select, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { SearchBox } from '../../kit/search-box.js';
import { given } from '../../kit/given.js';
import { type ConnectionFilter, providerAppsQuery } from './queries.js';
import { CONNECTION_STATES, STATE_WORDS } from './words.js';

const route = getRouteApi('/e/$environment/connections');

/** What is chosen lives in the address. */
export function Filters({ environment, filter }: { readonly environment: string; readonly filter: ConnectionFilter }) {
  const navigate = route.useNavigate();
  const { data: apps } = useQuery(providerAppsQuery(environment));
  const providers = new Map((apps?.items ?? []).map(({ provider, title }) => [provider, title]));
  if (filter.provider !== undefined && !providers.has(filter.provider)) providers.set(filter.provider, filter.provider);
  const change = (part: ConnectionFilter): void =>
    void navigate({ search: given({ ...filter, ...part }), replace: 'search' in part });
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      <SearchBox
        label="Search"
        placeholder="Id, or start of a reference"
        value={filter.search ?? ''}
        onSearch={(text) => change({ search: text === '' ? undefined : text })}
      />
      <Select
        label="State"
        placeholder="Any"
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
        data={CONNECTION_STATES.map((state) => ({ value: state, label: STATE_WORDS[state] }))}
        value={filter.state ?? null}
        onChange={(value) => change({ state: CONNECTION_STATES.find((state) => state === value) })}
      />
      <Select
        label="Provider"
        placeholder="Any"
        clearable
        clearButtonProps={{ 'aria-label': 'Any provider' }}
        data={[...providers].map(([value, label]) => ({ value, label }))}
        value={filter.provider ?? null}
        onChange={(value) => change({ provider: value ?? undefined })}
      />
    </SimpleGrid>
  );
}
