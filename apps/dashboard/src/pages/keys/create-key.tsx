import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { FormDialog } from '../../kit/form-dialog.js';
import { useChange } from '../../kit/use-change.js';

interface CreateKeyProps {
  readonly environment: string;
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

export function CreateKey({ environment, onMade, onClose }: CreateKeyProps) {
  const [label, setLabel] = useState('');
  const create = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/keys', { params: { path: { environment } }, body: { label: label.trim() } }),
      ),
    touches: [['keys', environment]],
    onDone: ({ key }) => onMade(key),
  });
  return (
    <FormDialog title="New API key" action="Make the key" change={create} isReady={label.trim() !== ''} onClose={onClose}>
      <TextInput
        data-autofocus
        label="Label"
        description="Which app uses it, so that you know later which one to revoke."
        required
        maxLength={100}
        autoComplete="off"
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
