/** What a delivery sends, as it would be sent now. */
import { zstdDecompressSync } from 'node:zlib';
import type { BackfillId, ConnectionId } from '../../model/ids.js';
import { athleteEvent, dataEvent, isDataEventType } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import type { Queryable } from '../database.js';
import { chunkRecords } from '../outbox/chunk-records.js';
import { BODY_OF_EVENT, type ClaimedChunk, type ClaimedUser, USER_OF_EVENT } from '../outbox/claim.js';
import type { DeliveryRow } from './deliveries.js';

export interface EventPreview {
  readonly reference: string;
  /** An operator put it in the place of what Freehub would build. */
  readonly isEdited: boolean;
  /** JSON in UTF-8; null when what it was to tell is gone. */
  readonly body: Uint8Array | null;
}

interface Row {
  readonly reference: string;
  readonly isEdited: boolean;
  readonly eventBody: string | null;
  readonly connectionId: ConnectionId | null;
  readonly chunk: number | null;
  readonly requestId: BackfillId | null;
  readonly recordKeys: string[] | null;
  readonly samples: boolean;
  readonly content: Buffer | null;
  readonly user: ClaimedUser | null;
}

/**
 * As JSON, whatever format its destination wants.
 * @param samples false: of a record its summary. An edited event is as it was edited.
 * @returns null when the event itself is gone
 */
export async function previewEvent(db: Queryable, delivery: DeliveryRow, samples: boolean): Promise<EventPreview | null> {
  const { rows } = await db.query<Row>(
    `SELECT e.reference, e.edited_from IS NOT NULL AS "isEdited", ${BODY_OF_EVENT} AS "eventBody", e.connection_id AS "connectionId", e.chunk, e.backfill_id AS "requestId",
            e.record_keys AS "recordKeys", e.samples, r.${samples ? 'body' : 'summary'} AS content, ${USER_OF_EVENT} AS "user"
       FROM event e LEFT JOIN destination t ON t.id = $2
       LEFT JOIN record r ON r.connection_id = e.connection_id AND r.type = e.type AND r.record_key = e.record_key
       LEFT JOIN connection c ON c.id = e.connection_id
      WHERE e.id = $1`,
    [delivery.eventId, delivery.destinationId],
  );
  const row = rows[0];
  if (!row) return null;
  const { reference, isEdited, eventBody } = row;
  if (eventBody !== null) return { reference, isEdited, body: Buffer.from(eventBody) };
  return { reference, isEdited, body: row.user && build(delivery.type, row.user, await contents(db, delivery, row, samples)) };
}

async function contents(db: Queryable, { type }: DeliveryRow, row: Row, samples: boolean): Promise<readonly Uint8Array[]> {
  const { connectionId, content } = row;
  const chunk = chunkOf(row, samples);
  if (chunk && connectionId) {
    const records = await chunkRecords(db, { ...chunk, type, connectionId });
    return records.map(({ body }) => ('json' in body ? body.json : zstdDecompressSync(body.zstd)));
  }
  if (content === null) return [];
  return [samples ? zstdDecompressSync(content) : content];
}

const chunkOf = ({ chunk, recordKeys, samples }: Row, wanted: boolean): Pick<ClaimedChunk, 'recordKeys' | 'samples'> | null =>
  chunk === null ? null : { recordKeys: recordKeys ?? [], samples: samples && wanted };

/** Null when none of its records is there. */
function build(type: string, user: ClaimedUser, records: readonly Uint8Array[]): Uint8Array | null {
  const [first] = records;
  if (!first) return null;
  const told = terraUser({ ...user, id: user.userId });
  if (isDataEventType(type)) return dataEvent(type, told, records);
  return type === 'athlete' ? athleteEvent(told, first) : null;
}
