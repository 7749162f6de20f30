/** Asks before what cannot be taken back. With `typed`, that text has to be typed first. */
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { sentenceOf } from '../api/problem.js';

export interface ConfirmProps {
  readonly title: string;
  readonly text: ReactNode;
  /** On the button: what happens, as a verb. */
  readonly action: string;
  readonly typed?: string;
  readonly isDanger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Rendered only while it is open. */
export function Confirm({ title, text, action, typed, isDanger = true, onConfirm, onClose }: ConfirmProps) {
  const [given, setGiven] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isReady = typed === undefined || given.trim() === typed;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Text size="sm" component="div">
            {text}
          </Text>
          {typed !== undefined && (
            <TextInput
              data-autofocus
              label={`Type ${typed} to go on`}
              value={given}
              onChange={(event) => setGiven(event.currentTarget.value)}
              autoComplete="off"
            />
          )}
          {error !== null && (
            <Alert color="red" role="alert">
              {sentenceOf(error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Keep as it is
            </Button>
            <Button type="submit" color={isDanger ? 'red' : 'hub'} disabled={!isReady} loading={isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
