/** The filters of the list; each is in the address. */
import { Box, Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ConnectionInput } from '../../kit/connection-input.js';
import { EVENT_TYPES } from '../../kit/event-types.js';
import { MomentInput } from '../../kit/moment-input.js';
import { destinationsQuery } from '../destinations/queries.js';
import { type DeliveryFilter, SPAN_NAMES, SPAN_WORDS, STATES, filtersOf, isFiltered } from './filter.js';

export interface FiltersProps {
  readonly environment: string;
  readonly filter: DeliveryFilter;
  /** undefined takes a filter away. */
  readonly onChange: (change: { readonly [Name in keyof DeliveryFilter]?: DeliveryFilter[Name] | undefined }) => void;
}

const STATE_WORDS: Readonly<Record<string, string>> = { dead: 'dead letter' };
const EXACT = 'exact';

/** On a phone they would fill the screen: there a button shows them. */
export function Filters(props: FiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const active = filtersOf(props.filter);
  return (
    <>
      <Box hiddenFrom="sm">
        <Button variant="default" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {active === 0 ? 'Filters' : `Filters (${active})`}
        </Button>
      </Box>
      <Stack id={id} gap="md" {...(isOpen ? {} : { visibleFrom: 'sm' })}>
        <Inputs {...props} />
      </Stack>
    </>
  );
}

function Inputs({ environment, filter, onChange }: FiltersProps) {
  const destinations = useQuery(destinationsQuery(environment));
  const isExact = filter.last === undefined && (filter.since !== undefined || filter.until !== undefined);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 5 }} spacing="sm" verticalSpacing="xs">
        <Select
          label="State"
          placeholder="Any"
          clearable
          clearButtonProps={{ 'aria-label': 'Any state' }}
          data={STATES.map((state) => ({ value: state, label: STATE_WORDS[state] ?? state }))}
          value={filter.state ?? null}
          onChange={(state) => onChange({ state: state ?? undefined })}
        />
        <Select
          label="Destination"
          placeholder="Any"
          clearable
          searchable
          clearButtonProps={{ 'aria-label': 'Any destination' }}
          data={(destinations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.destination ?? null}
          onChange={(destination) => onChange({ destination: destination ?? undefined })}
        />
        <Select
          label="Event type"
          placeholder="Any"
          clearable
          searchable
          clearButtonProps={{ 'aria-label': 'Any event type' }}
          data={[...EVENT_TYPES]}
          value={filter.type ?? null}
          onChange={(type) => onChange({ type: type ?? undefined })}
        />
        <ConnectionInput
          label="Connection"
          value={filter.connection}
          onChange={(connection) => onChange({ connection, ...(connection === undefined ? { record_key: undefined } : {}) })}
        />
        <Select
          label="Made"
          data={[
            { value: '', label: 'At any time' },
            ...SPAN_NAMES.map((span) => ({ value: span, label: SPAN_WORDS[span] })),
            { value: EXACT, label: 'Between…' },
          ]}
          value={filter.last ?? (isExact ? EXACT : '')}
          allowDeselect={false}
          onChange={(chosen) => {
            const span = SPAN_NAMES.find((name) => name === chosen);
            const since = chosen === EXACT ? new Date(new Date().setHours(0, 0, 0, 0)).toISOString() : undefined;
            onChange({ last: span, since, until: undefined });
          }}
        />
      </SimpleGrid>
      {isExact && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          <MomentInput label="From" value={filter.since} onChange={(since) => onChange({ since })} placeholder="the beginning" />
          <MomentInput label="Until" value={filter.until} onChange={(until) => onChange({ until })} placeholder="now" />
        </SimpleGrid>
      )}
      {filter.record_key !== undefined && (
        <TextInput label="Record" value={filter.record_key} readOnly description="Only deliveries of this one record." />
      )}
      {isFiltered(filter) && (
        <Group>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() =>
              onChange({
                state: undefined,
                destination: undefined,
                type: undefined,
                connection: undefined,
                record_key: undefined,
                last: undefined,
                since: undefined,
                until: undefined,
              })
            }
          >
            Clear all filters
          </Button>
        </Group>
      )}
    </>
  );
}
