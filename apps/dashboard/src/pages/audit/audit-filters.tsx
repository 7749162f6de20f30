import { SimpleGrid, Switch, TextInput } from '@mantine/core';
import { given } from '../../kit/given.js';
import { SearchBox } from '../../kit/search-box.js';
import type { AuditFilter } from './queries.js';

interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}

type Words = 'actor' | 'action' | 'subject' | 'since' | 'until';
const orNone = (text: string): string | undefined => (text === '' ? undefined : text);

export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const set = (name: Words, text: string): void => onChange(given({ ...filter, [name]: orNone(text) }));
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="sm">
        <SearchBox label="Who" placeholder="An operator" value={filter.actor ?? ''} onSearch={(text) => set('actor', text)} />
        <SearchBox
          label="What"
          placeholder="Such as key.created"
          value={filter.action ?? ''}
          onSearch={(text) => set('action', text)}
        />
        <SearchBox label="Of what" placeholder="Its id" value={filter.subject ?? ''} onSearch={(text) => set('subject', text)} />
        <TextInput
          label="From"
          type="date"
          value={filter.since ?? ''}
          onChange={(event) => set('since', event.currentTarget.value)}
        />
        <TextInput
          label="To"
          type="date"
          value={filter.until ?? ''}
          onChange={(event) => set('until', event.currentTarget.value)}
        />
      </SimpleGrid>
      <Switch
        label="All environments, log-ins and operators too"
        checked={filter.scope === 'all'}
        onChange={(event) => onChange(given({ ...filter, scope: event.currentTarget.checked ? ('all' as const) : undefined }))}
      />
    </>
  );
}
