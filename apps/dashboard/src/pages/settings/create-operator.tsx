import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { FormDialog } from '../../kit/form-dialog.js';
import { useChange } from '../../kit/use-change.js';

interface CreateOperatorProps {
  readonly onMade: (token: string) => void;
  readonly onClose: () => void;
}

const NEVER = 'never';
/** Days. */
const ENDS = [
  { value: NEVER, label: 'Until it is revoked' },
  { value: '1', label: 'One day' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
];

export function CreateOperator({ onMade, onClose }: CreateOperatorProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<'admin' | 'viewer'>('viewer');
  const [ends, setEnds] = useState(NEVER);
  const create = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/operators', {
          body: { name: name.trim(), role, expires_in_days: ends === NEVER ? null : Number(ends) },
        }),
      ),
    touches: [['operators']],
    onDone: ({ token }) => onMade(token),
  });
  return (
    <FormDialog title="New operator" action="Make the token" change={create} isReady={name.trim() !== ''} onClose={onClose}>
      <TextInput
        data-autofocus
        label="Name"
        description="Of the person or the script: it stands in the audit log."
        required
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group label="Role" value={role} onChange={(value) => setRole(value === 'admin' ? 'admin' : 'viewer')}>
        <Stack gap="xs" mt="xs">
          <Radio value="viewer" label="viewer: sees everything that is not secret, changes nothing" />
          <Radio value="admin" label="admin: changes things" />
        </Stack>
      </Radio.Group>
      <Select label="Valid" data={ENDS} value={ends} allowDeselect={false} onChange={(value) => setEnds(value ?? NEVER)} />
    </FormDialog>
  );
}
