/** The body of a record's event in the format that its destination wants. */
import { encodeBundle } from '../../formats/fhir/bundle.js';
import { fhirDeletionOf } from '../../formats/fhir/deletion.js';
import { ACTIVITY_FORMATS, type ContentType, type DestinationFormat } from '../../model/activity-format.js';
import type { Queryable } from '../../store/database.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import { rawDigests } from '../../store/sync/raw-digests.js';
import type { ActivityConverter } from '../convert/converter.js';
import { fhirContextOf } from '../convert/convert.js';

export interface ConvertedBody {
  readonly body: Uint8Array;
  readonly content: ContentType;
}

/**
 * Null where the event goes as JSON: all but activities, a part of a history request, and a deletion for who wants FIT, which cannot tell of one.
 * The same revision gives the same bytes at each try. As a transaction for FHIR: it can be posted to a server as it is.
 * @throws Problem payload with the code of what the format cannot hold
 */
export async function convertedBody(
  { db, converter }: { readonly db: Queryable; readonly converter: ActivityConverter },
  delivery: ClaimedDelivery,
  format: DestinationFormat,
): Promise<ConvertedBody | null> {
  const { body, user, source, recordKey } = delivery;
  if (format === 'json' || delivery.type !== 'activity' || delivery.eventBody !== null || delivery.chunk) return null;
  if (!body || !user || !source || recordKey === null) return null;
  const activity = {
    zstd: body,
    bytes: delivery.bodyBytes,
    userId: user.userId,
    provider: user.provider,
    recordKey,
    revision: delivery.revision,
    recordedAt: new Date(source.storedAt),
    rawSha256s: format === 'fhir' ? await rawDigests(db, source.rawIds) : [],
  };
  const content = ACTIVITY_FORMATS[format];
  if (!source.deleted && delivery.op === 'upsert')
    return { content, body: await converter.run({ format, bundle: 'transaction', activity }) };
  return format === 'fhir' ? { content, body: encodeBundle(fhirDeletionOf(fhirContextOf(activity, 'transaction'))) } : null;
}
