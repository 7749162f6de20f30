import { Text } from '@mantine/core';
import { DeliveryLink, RecordLink } from '../../kit/links.js';
import { recordName } from '../../kit/record-name.js';
import type { Delivery } from './queries.js';

/** What is delivered: the ride by its name, which leads to it; and its type, which always leads to the delivery. */
export function EventCell({ delivery }: { readonly delivery: Delivery }) {
  const { id, type, connection_id: connection, record_key: key, record } = delivery;
  const link = <DeliveryLink id={id}>{type} delivery</DeliveryLink>;
  if (record === null || connection === null || key === null) return link;
  return (
    <div className="app-words" style={{ minWidth: '9rem' }}>
      {record.deleted ? (
        'Deleted record'
      ) : (
        <RecordLink connection={connection} type={type} recordKey={key}>
          {recordName(type, record)}
        </RecordLink>
      )}
      <Text size="xs">{link}</Text>
    </div>
  );
}
