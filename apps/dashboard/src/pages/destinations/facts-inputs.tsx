/** The inputs that every kind of destination has. */
import { Fieldset, MultiSelect, NumberInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { useEffect, useId } from 'react';
import type { FieldFault } from '../../api/problem.js';
import { EVENT_TYPES, isEventType } from '../../kit/event-types.js';
import { DIALECT_WORDS, FORMAT_WORDS, type Dialect, type Facts, type Format } from './facts.js';
import type { DestinationKind } from './queries.js';

export interface FactsInputsProps {
  readonly kind: DestinationKind;
  readonly facts: Facts;
  readonly onChange: (facts: Facts) => void;
  readonly faults: readonly FieldFault[];
  readonly disabled: boolean;
}

const FIELDS = ['name', 'event_types', 'format', 'dialect', 'max_per_second', 'max_concurrency'];
export const isOfFacts = ({ field }: FieldFault): boolean => FIELDS.includes(field.split('.')[0] ?? '');
const DIALECTS: readonly Dialect[] = ['v2026', 'v2022'];
const numberOrNull = (value: number | string): number | null => {
  const number = Number(value);
  return value === '' || !Number.isFinite(number) ? null : number;
};

/** @param part the name stands above the config, the rest below it */
function useFaults(faults: readonly FieldFault[], fields: readonly string[]) {
  const id = useId();
  const at = (field: string) => ({
    id: `${id}-${field}`,
    error: faults.find((fault) => fault.field.split('.')[0] === field)?.message,
  });
  const first = fields.find((field) => at(field).error !== undefined);
  useEffect(() => {
    if (first !== undefined) document.getElementById(`${id}-${first}`)?.focus();
  }, [id, first, faults]);
  return at;
}

export function NameInput({ facts, onChange, faults, disabled }: Omit<FactsInputsProps, 'kind'>) {
  const at = useFaults(faults, ['name']);
  return (
    <TextInput
      {...at('name')}
      label="Name"
      description="As it is called on all pages and in the command line."
      withAsterisk
      maxLength={100}
      disabled={disabled}
      value={facts.name}
      onChange={(event) => onChange({ ...facts, name: event.currentTarget.value })}
    />
  );
}

export function FactsInputs({ kind, facts, onChange, faults, disabled }: FactsInputsProps) {
  const at = useFaults(faults, FIELDS.slice(1));
  const formats = kind.formats;
  return (
    <Stack gap="md">
      <Fieldset legend="What it gets">
        <Stack gap="md">
          <Switch
            label="All events"
            description="Also the types that come with later versions."
            disabled={disabled}
            checked={facts.eventTypes === null}
            onChange={(event) => onChange({ ...facts, eventTypes: event.currentTarget.checked ? null : ['activity'] })}
          />
          {facts.eventTypes !== null && (
            <MultiSelect
              {...at('event_types')}
              label="Event types"
              data={[...EVENT_TYPES]}
              value={[...facts.eventTypes]}
              onChange={(types) => onChange({ ...facts, eventTypes: types.filter(isEventType) })}
              searchable
              clearable
              clearButtonProps={{ 'aria-label': 'Clear event types' }}
              disabled={disabled}
            />
          )}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              {...at('format')}
              label="Activities as"
              description={formats.length > 1 ? 'All other events are JSON.' : 'This kind takes JSON only.'}
              data={formats.map((format) => ({ value: format, label: FORMAT_WORDS[format] }))}
              value={facts.format}
              onChange={(format) => format !== null && onChange({ ...facts, format: format satisfies Format })}
              allowDeselect={false}
              disabled={disabled || formats.length < 2}
            />
            <Select
              {...at('dialect')}
              label="Dialect"
              description="Which generation of Terra’s events its reader knows."
              data={DIALECTS.map((dialect) => ({ value: dialect, label: DIALECT_WORDS[dialect] }))}
              value={facts.dialect}
              onChange={(dialect) => dialect !== null && onChange({ ...facts, dialect })}
              allowDeselect={false}
              disabled={disabled}
            />
          </SimpleGrid>
        </Stack>
      </Fieldset>
      <Fieldset legend="How fast">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NumberInput
            {...at('max_per_second')}
            label="Most events a second"
            description="All workers together. Empty: no limit."
            placeholder="no limit"
            min={0.01}
            max={100_000}
            clampBehavior="none"
            disabled={disabled}
            value={facts.maxPerSecond ?? ''}
            onChange={(value) => onChange({ ...facts, maxPerSecond: numberOrNull(value) })}
          />
          <NumberInput
            {...at('max_concurrency')}
            label="Most writes at once"
            description="In one worker. Empty: what its kind says."
            placeholder="as its kind says"
            min={1}
            max={1_000}
            allowDecimal={false}
            clampBehavior="none"
            disabled={disabled}
            value={facts.maxConcurrency ?? ''}
            onChange={(value) => onChange({ ...facts, maxConcurrency: numberOrNull(value) })}
          />
        </SimpleGrid>
      </Fieldset>
    </Stack>
  );
}
