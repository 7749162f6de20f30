import { Select, Text } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { FormDialog } from '../../kit/form-dialog.js';
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
    <FormDialog title="Rotate a key" action="Make the new key" change={rotate} onClose={onClose}>
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
    </FormDialog>
  );
}
