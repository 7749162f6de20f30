/** A small form in a dialog that makes one change: says what was refused, and waits while it is under way. */
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '../api/problem.js';
import { ChangeButton } from './change-button.js';

export interface FormDialogProps {
  readonly title: string;
  /** On the button: what happens, as a verb. */
  readonly action: string;
  /** As useChange gives it. */
  readonly change: { readonly mutate: () => void; readonly isPending: boolean; readonly error: unknown };
  /** False while something that is needed is missing. */
  readonly isReady?: boolean;
  readonly onClose: () => void;
  /** The inputs. */
  readonly children: ReactNode;
}

/** Rendered only while it is open. */
export function FormDialog({ title, action, change, isReady = true, onClose, children }: FormDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack>
          {children}
          {change.error !== null && (
            <Alert color="red" role="alert">
              {sentenceOf(change.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ChangeButton type="submit" loading={change.isPending} disabled={!isReady}>
              {action}
            </ChangeButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
