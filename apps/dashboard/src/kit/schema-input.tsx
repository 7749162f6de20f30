/** One input of a schema form. */
import { NumberInput, Select, Switch, TagsInput, TextInput, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { count } from './format.js';
import { PairsInput } from './pairs-input.js';
import type { DraftValue, Pair } from './schema-draft.js';
import type { SchemaField } from './schema-fields.js';
import { SecretInput } from './secret-input.js';
import { Words } from './words.js';

export interface SchemaInputProps {
  readonly id: string;
  readonly field: SchemaField;
  readonly value: DraftValue | undefined;
  readonly onChange: (value: DraftValue | undefined) => void;
  readonly error?: string;
  /** What is stored now, a secret masked; undefined = nothing. */
  readonly stored: unknown;
  readonly disabled: boolean;
}

const textOf = (value: DraftValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const pairsOf = (value: DraftValue | undefined): readonly Pair[] =>
  Array.isArray(value) ? value.flatMap((each: string | Pair) => (typeof each === 'string' ? [] : [each])) : [];
const textsOf = (value: DraftValue | undefined): string[] =>
  Array.isArray(value) ? value.flatMap((each: string | Pair) => (typeof each === 'string' ? [each] : [])) : [];

/** Ports and their like are read as one word. */
const MOST_PORT = 65_535;
const isLarge = ({ most }: SchemaField): boolean => most === undefined || most > MOST_PORT;

/** What it is for, what is allowed, what it is when it is left out. */
function Help({ field }: { readonly field: SchemaField }): ReactNode {
  const { help, least, most, preset, shape } = field;
  const figure = isLarge(field) ? count : String;
  const bounds =
    shape !== 'number' || (least === undefined && most === undefined)
      ? ''
      : most === undefined || most >= Number.MAX_SAFE_INTEGER
        ? ` At least ${figure(least ?? 0)}.`
        : ` From ${figure(least ?? 0)} to ${figure(most)}.`;
  const isTold = preset === undefined || shape === 'switch' || /default/i.test(help);
  const shown =
    typeof preset === 'number' ? figure(preset) : `\`${typeof preset === 'string' ? preset : JSON.stringify(preset)}\``;
  const standard = isTold || preset === '' ? '' : ` Default: ${shown}.`;
  const sentence = help === '' || /[.!?]$/.test(help) ? help : `${help}.`;
  return <Words text={`${sentence}${bounds}${standard}`.trim()} />;
}

export function SchemaInput({ id, field, value, onChange, error, stored, disabled }: SchemaInputProps) {
  const { label, isRequired, isSecret, shape } = field;
  const common = {
    id,
    label,
    description: <Help field={field} />,
    disabled,
    ...(error === undefined ? {} : { error }),
    ...(isRequired ? { withAsterisk: true } : {}),
  };
  if (isSecret && shape !== 'record')
    return <SecretInput {...common} field={field} value={value} onChange={onChange} isStored={stored !== undefined} />;
  switch (shape) {
    case 'text':
      return (
        <TextInput
          {...common}
          value={textOf(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      );
    case 'long':
    case 'json':
      return (
        <Textarea
          {...common}
          value={textOf(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          classNames={{ input: 'app-mono' }}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' || typeof value === 'string' ? value : ''}
          onChange={onChange}
          clampBehavior="none"
          allowDecimal={!field.isWhole}
          {...(isLarge(field) ? { thousandSeparator: ',' } : {})}
          {...(field.least === undefined ? {} : { min: field.least })}
          {...(field.most === undefined ? {} : { max: field.most })}
        />
      );
    case 'switch':
      return (
        <Switch
          id={id}
          label={label}
          description={common.description}
          disabled={disabled}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={[...field.choices]}
          value={textOf(value) === '' ? null : textOf(value)}
          onChange={(choice) => onChange(choice ?? undefined)}
          allowDeselect={false}
          clearable={!isRequired && field.preset === undefined}
          placeholder={isRequired ? 'Choose one' : 'As by default'}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...common}
          value={textsOf(value)}
          onChange={onChange}
          splitChars={[',', ' ', '\n']}
          placeholder="Type one, then Enter"
        />
      );
    case 'record':
      return (
        <PairsInput
          {...common}
          pairs={pairsOf(value)}
          onChange={onChange}
          isSecret={isSecret}
          isRemoved={value === null}
          stored={stored}
        />
      );
  }
}
