/** A form from a plug-in's spec. Secrets are written, never read: what is stored stays as long as its input is empty. */
import { Button, Divider, Stack } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import type { FieldFault } from '../api/problem.js';
import type { Draft, DraftValue } from './schema-draft.js';
import type { Config, SchemaField } from './schema-fields.js';
import { SchemaInput } from './schema-input.js';

export { changeOf, configOf, draftOf, type Draft } from './schema-draft.js';
export { schemaFields, type Config, type SchemaField } from './schema-fields.js';

export interface SchemaFormProps {
  readonly fields: readonly SchemaField[];
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Of the api: `config.url` or `url`. The first is focused when they change. */
  readonly faults?: readonly FieldFault[];
  /** The config that is edited, secrets masked. */
  readonly stored?: Config;
  readonly disabled?: boolean;
}

const NO_FAULTS: readonly FieldFault[] = [];

/** Field → what is wrong with it; a fault inside a field (`headers.authorization`) names the inner part. */
function byField(faults: readonly FieldFault[], fields: readonly SchemaField[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { field, message } of faults) {
    const [name = '', ...inner] = (field.startsWith('config.') ? field.slice('config.'.length) : field).split('.');
    if (!fields.some((each) => each.name === name)) continue;
    const words = inner.length === 0 ? message : `${inner.join('.')}: ${message}`;
    // One at a time: mending the first often mends the others.
    if (!found.has(name)) found.set(name, words);
  }
  return found;
}

/** The faults that no field of the form shows. */
export const otherFaults = (faults: readonly FieldFault[], fields: readonly SchemaField[]): readonly FieldFault[] =>
  faults.filter((fault) => byField([fault], fields).size === 0);

export function SchemaForm({ fields, draft, onChange, faults = NO_FAULTS, stored, disabled = false }: SchemaFormProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const wrong = byField(faults, fields);
  const main = fields.filter(({ isMain }) => isMain);
  const more = fields.filter(({ isMain }) => !isMain);
  const showsMore = isOpen || more.some(({ name }) => wrong.has(name));
  const first = [...main, ...more].find(({ name }) => wrong.has(name))?.name;
  useEffect(() => {
    if (first !== undefined) document.getElementById(`${id}-${first}`)?.focus();
    // Again for each answer of the api, also when the same field is at fault.
  }, [id, first, faults]);
  const set = (name: string, value: DraftValue | undefined): void => {
    const others = Object.entries(draft).filter(([other]) => other !== name);
    onChange(Object.fromEntries(value === undefined ? others : [...others, [name, value]]));
  };
  const input = (field: SchemaField) => (
    <SchemaInput
      key={field.name}
      id={`${id}-${field.name}`}
      field={field}
      value={draft[field.name]}
      onChange={(value) => set(field.name, value)}
      {...(wrong.has(field.name) ? { error: wrong.get(field.name) ?? '' } : {})}
      stored={stored?.[field.name]}
      disabled={disabled}
    />
  );
  return (
    <Stack gap="md">
      {main.map(input)}
      {more.length > 0 && (
        <>
          <Divider />
          <Button
            variant="subtle"
            size="compact-sm"
            w="fit-content"
            aria-expanded={showsMore}
            leftSection={showsMore ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            onClick={() => setOpen(!showsMore)}
          >
            More settings ({more.length})
          </Button>
          {showsMore && <Stack gap="md">{more.map(input)}</Stack>}
        </>
      )}
    </Stack>
  );
}
