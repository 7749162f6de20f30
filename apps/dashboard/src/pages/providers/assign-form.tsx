import { Select, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { FormDialog } from '../../kit/form-dialog.js';
import { MomentInput } from '../../kit/moment-input.js';
import { useChange } from '../../kit/use-change.js';
import { devicesQuery, touchedBy } from './device-queries.js';

interface AssignFormProps {
  readonly environment: string;
  readonly provider: string;
  readonly onClose: () => void;
}

/** A device for an athlete, for a time. An athlete who is not known yet is made. */
export function AssignForm({ environment, provider, onClose }: AssignFormProps) {
  const { data } = useInfiniteQuery(devicesQuery(environment, provider));
  const devices = data?.pages.flatMap(({ items }) => items) ?? [];
  const [device, setDevice] = useState<string | null>(null);
  const [reference, setReference] = useState('');
  const [from, setFrom] = useState<string | undefined>(() => new Date().toISOString());
  const [to, setTo] = useState<string | undefined>(undefined);
  const assign = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/providers/{provider}/assignments', {
          params: { path: { environment, provider } },
          body: { device: device ?? '', reference_id: reference.trim(), from: from ?? '', to: to ?? null },
        }),
      ),
    done: ({ new_athlete: isNew }) => (isNew ? 'Assigned; the athlete was made.' : 'Assigned.'),
    touches: touchedBy(environment, provider),
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Assign a device"
      action="Assign it"
      change={assign}
      isReady={device !== null && reference.trim() !== '' && from !== undefined}
      onClose={onClose}
    >
      <Select
        label="Device"
        required
        searchable
        nothingFoundMessage="No such device among those that are listed"
        data={devices.map(({ id, name, serial_number: serial, device_id: own }) => ({
          value: id,
          label: [name, serial ?? own].filter((words) => words !== null).join(' · '),
        }))}
        value={device}
        onChange={setDevice}
      />
      <TextInput
        label="Reference id"
        description="Your app’s own id of the athlete."
        required
        maxLength={300}
        autoComplete="off"
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
      <MomentInput label="From" value={from} onChange={setFrom} required />
      <MomentInput label="To" value={to} onChange={setTo} placeholder="until further notice" />
    </FormDialog>
  );
}
