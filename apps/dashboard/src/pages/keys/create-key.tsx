import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
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
    <Modal opened onClose={onClose} title="New API key" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
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
          {create.error !== null && (
            <Alert color="red" role="alert">
              {sentenceOf(create.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ChangeButton type="submit" loading={create.isPending} disabled={label.trim() === ''}>
              Make the key
            </ChangeButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
