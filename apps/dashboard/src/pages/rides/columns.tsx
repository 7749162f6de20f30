/** Columns of lists of records: totals for activities, sizes for the others. */
import { Badge, Group, Text } from '@mantine/core';
import { bytes, duration, kilometers, rounded, shortId } from '../../kit/format.js';
import { ConnectionLink, RecordLink } from '../../kit/links.js';
import type { Column } from '../../kit/rows.js';
import { recordName } from '../../kit/record-name.js';
import { When } from '../../kit/when.js';
import type { StoredRecord } from './queries.js';

export interface ColumnOptions {
  readonly who: boolean;
  /** Which arrived while the page is open. */
  readonly isNew?: (row: StoredRecord) => boolean;
}

export const nameOfRecord = ({ type, totals }: Pick<StoredRecord, 'type' | 'totals'>): string => recordName(type, totals);

export function columnsOf(type: string, { who, isNew }: ColumnOptions): readonly Column<StoredRecord>[] {
  return [
    {
      title: type === 'activity' ? 'Ride' : 'Record',
      card: 'main',
      cell: (row) => (
        <Group gap={6}>
          <RecordLink connection={row.connection_id} type={row.type} recordKey={row.key}>
            {type === 'activity' ? nameOfRecord(row) : row.key}
          </RecordLink>
          {row.deleted && (
            <Badge size="sm" miw="max-content" color="gray" variant="light" tt="none">
              deleted
            </Badge>
          )}
          {isNew?.(row) === true && (
            <Badge size="sm" miw="max-content" color="green" variant="light" tt="none">
              new
            </Badge>
          )}
        </Group>
      ),
    },
    { title: 'Began', card: 'corner', cell: (row) => <When at={row.start_time} /> },
    ...(who
      ? [
          {
            title: 'Who',
            cell: (row: StoredRecord) => (
              <ConnectionLink id={row.connection_id}>{row.reference_id ?? `…${shortId(row.connection_id)}`}</ConnectionLink>
            ),
          },
        ]
      : []),
    ...(type === 'activity' ? TOTALS : SIZES),
  ];
}

const TOTALS: readonly Column<StoredRecord>[] = [
  { title: 'Distance', align: 'right', cell: ({ totals }) => kilometers(totals?.distance_meters ?? null) },
  { title: 'Duration', align: 'right', cell: ({ totals }) => duration(totals?.duration_seconds ?? null) },
  {
    title: 'Power',
    align: 'right',
    from: 'sm',
    card: 'none',
    cell: ({ totals }) => rounded(totals?.average_power_watts ?? null, 'W'),
  },
  {
    title: 'Heart rate',
    align: 'right',
    from: 'sm',
    card: 'none',
    cell: ({ totals }) => rounded(totals?.average_heart_rate_bpm ?? null, 'bpm'),
  },
];
const SIZES: readonly Column<StoredRecord>[] = [
  { title: 'Changed', cell: ({ updated_at }) => <When at={updated_at} />, from: 'sm' },
  { title: 'Revision', align: 'right', cell: ({ revision }) => <Text size="sm">{revision}</Text>, from: 'sm' },
  { title: 'Size', align: 'right', cell: (row) => bytes(row.bytes) },
];
