/** Names with values: headers, tags. Secret ones are given all anew: their stored values are never shown. */
import { ActionIcon, Button, Group, Input, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DraftValue, Pair } from './schema-draft.js';

export interface PairsInputProps {
  readonly id: string;
  readonly label: string;
  readonly description: ReactNode;
  readonly disabled: boolean;
  readonly error?: string;
  readonly withAsterisk?: boolean;
  readonly pairs: readonly Pair[];
  readonly onChange: (value: DraftValue | undefined) => void;
  readonly isSecret: boolean;
  readonly isRemoved: boolean;
  readonly stored: unknown;
}

const namesOf = (stored: unknown): readonly string[] =>
  typeof stored === 'object' && stored !== null ? Object.keys(stored) : [];

export function PairsInput({ pairs, onChange, isSecret, isRemoved, stored, ...common }: PairsInputProps) {
  const { id, label, disabled } = common;
  const names = isSecret ? namesOf(stored) : [];
  const change = (index: number, change: Partial<Pair>): void =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)));
  const replace = (next: readonly Pair[]): void => onChange(next.length === 0 ? undefined : next);
  const Value = isSecret ? PasswordInput : TextInput;
  return (
    <Input.Wrapper {...common} labelElement="div" role="group" aria-label={label}>
      <Stack gap="xs" mt={6}>
        {names.length > 0 && (
          <Text size="sm">
            {isRemoved
              ? 'All are removed when you save.'
              : pairs.length > 0
                ? `These take the place of the stored ones (${names.join(', ')}).`
                : `Stored: ${names.join(', ')}.`}
          </Text>
        )}
        {pairs.map((pair, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              {...(index === 0 ? { id } : {})}
              aria-label={`Name ${index + 1} of ${label}`}
              placeholder="name"
              value={pair.name}
              disabled={disabled}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
              flex={1}
              miw={0}
              spellCheck={false}
            />
            <Value
              aria-label={`Value ${index + 1} of ${label}`}
              placeholder="value"
              value={pair.value}
              disabled={disabled}
              autoComplete="off"
              onChange={(event) => change(index, { value: event.currentTarget.value })}
              flex={2}
              miw={0}
              spellCheck={false}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              disabled={disabled}
              aria-label={`Remove ${pair.name === '' ? `line ${index + 1}` : pair.name}`}
              onClick={() => replace(pairs.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group gap="xs">
          <Button
            {...(pairs.length === 0 ? { id } : {})}
            size="compact-sm"
            variant="default"
            disabled={disabled || isRemoved}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange(
                pairs.length === 0 && names.length > 0
                  ? names.map((name) => ({ name, value: '' }))
                  : [...pairs, { name: '', value: '' }],
              )
            }
          >
            {names.length > 0 && pairs.length === 0 ? 'Give them anew' : 'Add one'}
          </Button>
          {names.length > 0 && pairs.length === 0 && (
            <Button
              size="compact-sm"
              variant="default"
              disabled={disabled}
              onClick={() => onChange(isRemoved ? undefined : null)}
            >
              {isRemoved ? 'Keep them' : 'Remove all'}
            </Button>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
