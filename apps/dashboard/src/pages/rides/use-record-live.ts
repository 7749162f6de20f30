/** Keeps a record's page fresh: it changes, and is delivered, while one looks. */
import { useThrottledCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useLive } from '../../api/live.js';
import { type RecordId, recordDeliveriesQuery, recordQuery } from './queries.js';

const LOOK_MS = 1_500;

export function useRecordLive(record: RecordId): void {
  const client = useQueryClient();
  const look = useThrottledCallback(() => {
    for (const { queryKey } of [recordQuery(record), recordDeliveriesQuery(record)]) void client.invalidateQueries({ queryKey });
  }, LOOK_MS);
  useLive(record.environment, {
    ride: ({ connection_id: connection, type, key }) => {
      if (connection === record.connection && type === record.type && key === record.key) look();
    },
    // It does not say of which record it is.
    delivery: ({ connection_id: connection, type }) => {
      if (connection === record.connection && type === record.type) look();
    },
  });
}
