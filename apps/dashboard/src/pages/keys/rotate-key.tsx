import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
import { useChange } from '../../kit/use-change.js';
import type { Key } from './queries.js';

interface RotateKeyProps {
  readonly environment: string;
  readonly apiKey: Key;
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

/** Seconds, and in words. */
const OVERLAPS = [
  { value: '0', label: 'The old one stops at once' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: '2592000', label: '30 days' },
];
const DAY = '86400';

export function RotateKey({ environment, apiKey, onMade, onClose }: RotateKeyProps) {
  const [overlap, setOverlap] = useState(DAY);
  const rotate = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/keys/{key}/rotate', {
          params: { path: { environment, key: apiKey.id } },
          body: { overlap_seconds: Number(overlap) },
        }),
      ),
    touches: [
      ['keys', environment],
      ['overview', environment],
    ],
    onDone: ({ key }) => onMade(key),
  });
  return (
    <Modal opened onClose={onClose} title="Rotate a key" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate();
        }}
      >
        <Stack>
          <Text size="sm" className="app-words">
            A new key takes the place of “{apiKey.label}”. Both work during the overlap, so that your app changes over without a
            break.
          </Text>
          <Select
            label="Overlap"
            data={OVERLAPS}
            value={overlap}
            allowDeselect={false}
            onChange={(value) => setOverlap(value ?? DAY)}
          />
          {rotate.error !== null && (
            <Alert color="red" role="alert">
              {sentenceOf(rotate.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ChangeButton type="submit" loading={rotate.isPending}>
              Make the new key
            </ChangeButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
