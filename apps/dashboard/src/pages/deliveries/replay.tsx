/** Sends stored records again: counts first, then sends them after everything else that is due. */
import { Alert, Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
import { ConnectionInput } from '../../kit/connection-input.js';
import { DATA_EVENT_TYPES, type DataEventType, isDataEventType } from '../../kit/event-types.js';
import { count, duration } from '../../kit/format.js';
import { MomentInput } from '../../kit/moment-input.js';
import { useChange } from '../../kit/use-change.js';
import { destinationsQuery } from '../destinations/queries.js';
import { type DeliveryFilter, queryOf } from './filter.js';
import { touchedBy } from './queries.js';

const WEEK_MS = 7 * 86_400_000;

interface Asked {
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly types: readonly DataEventType[];
  readonly connection: string | undefined;
  readonly destination: string | undefined;
  readonly maxPerSecond: number | null;
}

const bodyOf = ({ start, end, types, connection, destination, maxPerSecond }: Asked, isDry: boolean) => ({
  start: start ?? '',
  ...(end === undefined ? {} : { end }),
  ...(types.length === 0 ? {} : { types: [...types] }),
  ...(connection === undefined ? {} : { connection }),
  ...(destination === undefined ? {} : { destination }),
  max_per_second: maxPerSecond,
  dry_run: isDry,
});

const replayed = (environment: string, asked: Asked, isDry: boolean) =>
  answerOf(
    api.POST('/admin/environments/{environment}/replays', {
      params: { path: { environment } },
      body: bodyOf(asked, isDry),
    }),
  );

function first(filter: DeliveryFilter): Asked {
  const { since, until, type, connection, destination } = queryOf(filter, Date.now());
  return {
    start: since ?? new Date(Date.now() - WEEK_MS).toISOString(),
    end: until,
    types: type !== undefined && isDataEventType(type) ? [type] : [],
    connection,
    destination,
    maxPerSecond: null,
  };
}

export function Replay({
  environment,
  filter,
  onClose,
}: {
  readonly environment: string;
  readonly filter: DeliveryFilter;
  readonly onClose: () => void;
}) {
  const [asked, setAsked] = useState(() => first(filter));
  const destinations = useQuery(destinationsQuery(environment));
  const counted = useMutation({ mutationFn: () => replayed(environment, asked, true) });
  const replay = useChange({
    run: () => replayed(environment, asked, false),
    done: ({ deliveries, seconds }) =>
      seconds === null
        ? `${count(deliveries)} deliveries are due again.`
        : `${count(deliveries)} deliveries become due within ${duration(seconds)}.`,
    touches: touchedBy(environment),
    onDone: onClose,
  });
  const set = (change: Partial<Asked>): void => {
    setAsked({ ...asked, ...change });
    counted.reset();
  };
  const error: unknown = counted.error ?? replay.error;
  const faultOf = (field: string): string | undefined =>
    error instanceof ApiProblem ? error.faults.find((fault) => fault.field.split('.')[0] === field)?.message : undefined;
  const found = counted.data;
  return (
    <Modal opened onClose={onClose} title="Replay stored records" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (found && found.deliveries > 0) replay.mutate();
          else counted.mutate();
        }}
      >
        <Stack>
          <Text size="sm">
            Sends records that are stored once more, in their newest revision, after everything else that is due.
          </Text>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <MomentInput
              label="Begun from"
              value={asked.start}
              onChange={(start) => set({ start })}
              required
              error={asked.start === undefined ? 'is needed' : faultOf('start')}
            />
            <MomentInput
              label="Until"
              value={asked.end}
              onChange={(end) => set({ end })}
              placeholder="now"
              error={faultOf('end')}
            />
          </Group>
          <Select
            label="Destination"
            placeholder="all whose filter matches"
            clearable
            clearButtonProps={{ 'aria-label': 'All destinations' }}
            data={(destinations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={asked.destination ?? null}
            onChange={(destination) => set({ destination: destination ?? undefined })}
            error={faultOf('destination')}
          />
          <MultiSelect
            label="Types"
            placeholder={asked.types.length === 0 ? 'all' : ''}
            clearable
            clearButtonProps={{ 'aria-label': 'All types' }}
            data={[...DATA_EVENT_TYPES]}
            value={[...asked.types]}
            onChange={(types) => set({ types: types.filter(isDataEventType) })}
            error={faultOf('types')}
          />
          <ConnectionInput
            label="Connection"
            value={asked.connection}
            onChange={(connection) => set({ connection })}
            error={faultOf('connection')}
          />
          <NumberInput
            label="Most a second"
            description="Over all destinations. Empty: all at once."
            placeholder="no limit"
            min={0.1}
            max={100_000}
            clampBehavior="none"
            value={asked.maxPerSecond ?? ''}
            onChange={(value) => set({ maxPerSecond: value === '' ? null : Number(value) })}
            error={faultOf('max_per_second')}
          />
          {error !== null && (
            <Alert color="red" role="alert">
              {sentenceOf(error)}
            </Alert>
          )}
          {found && (
            <Alert color={found.deliveries === 0 ? 'yellow' : 'blue'} role="status" title="Dry run">
              {found.deliveries === 0
                ? 'Nothing matches: no record is stored in this range, or no destination takes it.'
                : `${count(found.records)} records, ${count(found.deliveries)} deliveries${
                    found.seconds === null ? ', all due at once' : `; the last is due after ${duration(found.seconds)}`
                  }.`}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            {found && found.deliveries > 0 ? (
              <ChangeButton type="submit" loading={replay.isPending}>
                Replay {count(found.records)} records
              </ChangeButton>
            ) : (
              <ChangeButton type="submit" loading={counted.isPending} disabled={asked.start === undefined}>
                Count first
              </ChangeButton>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
