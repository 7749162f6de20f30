/** A secret that is shown this once: an API key, an operator's token, a signing secret. Closes only when it was stored. */
import { Alert, Button, Checkbox, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

export interface ShownOnceProps {
  readonly title: string;
  /** What it is for, and where it belongs. */
  readonly text: ReactNode;
  /** As in "Copy the key". */
  readonly label: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Rendered only while it is open. */
export function ShownOnce({ title, text, label, secret, onClose }: ShownOnceProps) {
  const [isStored, setStored] = useState(false);
  return (
    <Modal opened onClose={onClose} title={title} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false}>
      <Stack>
        <Text size="sm" component="div">
          {text}
        </Text>
        <Code block className="app-mono" data-testid="secret" tabIndex={0} aria-label={`The ${label}`}>
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              data-autofocus
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              {copied ? 'Copied' : `Copy the ${label}`}
            </Button>
          )}
        </CopyButton>
        <Alert role="note" color="yellow" variant="light">
          It is shown this once: nobody can look it up later.
        </Alert>
        <Checkbox label="I have stored it" checked={isStored} onChange={(event) => setStored(event.currentTarget.checked)} />
        <Group justify="flex-end">
          <Button disabled={!isStored} onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
