/** A secret: typed, kept, or removed; what is stored is never shown. */
import { Button, CopyButton, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { randomSecret } from './random-secret.js';
import type { DraftValue } from './schema-draft.js';
import type { SchemaField } from './schema-fields.js';

/** A check is answered by the receiver, which must know the secret by then. */
export const GIVE_IT_FIRST = 'Give it to your receiver first, or paste your receiver’s.';

export interface SecretInputProps {
  readonly id: string;
  readonly label: string;
  readonly description: ReactNode;
  readonly disabled: boolean;
  readonly error?: string;
  readonly withAsterisk?: boolean;
  readonly field: SchemaField;
  readonly value: DraftValue | undefined;
  readonly onChange: (value: DraftValue | undefined) => void;
  readonly isStored: boolean;
}

export function SecretInput({ field, value, onChange, isStored, ...common }: SecretInputProps) {
  const text = typeof value === 'string' ? value : '';
  const isRemoved = value === null;
  const placeholder = isRemoved ? 'It is removed when you save' : isStored ? 'Stored; leave empty to keep it' : '';
  const given = {
    ...common,
    value: text,
    placeholder,
    disabled: common.disabled || isRemoved,
    autoComplete: 'new-password',
    spellCheck: false,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value),
  };
  return (
    <Stack gap={4}>
      {field.shape === 'text' ? (
        <PasswordInput
          {...given}
          defaultVisible={field.canBeMade && !isStored}
          visibilityToggleButtonProps={{ 'aria-label': `Show ${common.label}` }}
        />
      ) : (
        <Textarea {...given} autosize minRows={3} maxRows={12} classNames={{ input: 'app-mono' }} />
      )}
      {field.canBeMade && !isStored && <Text size="xs">{GIVE_IT_FIRST}</Text>}
      <Group gap="xs">
        {field.canBeMade && !isStored && (
          <Button size="compact-xs" variant="default" disabled={common.disabled} onClick={() => onChange(randomSecret())}>
            Make a random one
          </Button>
        )}
        {field.canBeMade && text !== '' && (
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy it: it is not shown again'}
              </Button>
            )}
          </CopyButton>
        )}
        {isStored && !field.isRequired && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={common.disabled}
            onClick={() => onChange(isRemoved ? undefined : null)}
            aria-label={`${isRemoved ? 'Keep' : 'Remove'} ${common.label}`}
          >
            {isRemoved ? 'Keep it' : 'Remove it'}
          </Button>
        )}
        {isStored && text !== '' && (
          <Text size="xs" c="dimmed">
            It takes the place of the stored one.
          </Text>
        )}
      </Group>
    </Stack>
  );
}
