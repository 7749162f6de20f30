/** An item as it would be delivered, for looking at: nothing is stored for it and nothing can be fetched. */
import type { DeliveryItem } from '../../destinations/kit/destination.js';
import type { DestinationFormat } from '../../model/activity-format.js';
import type { Queryable } from '../../store/database.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import type { ActivityConverter } from '../convert/converter.js';
import { buildItem } from './build.js';
import { convertedBody } from './convert-delivery.js';
import { originalOf } from './original.js';

export interface PreviewDeps {
  readonly db: Queryable;
  readonly converter: ActivityConverter;
  /** Where receivers reach the api. */
  readonly publicUrl: string;
}

/** @throws Problem payload with the code of what the format cannot hold; rate_limited when too many wait for a conversion */
export async function previewItem(
  { db, converter, publicUrl }: PreviewDeps,
  delivery: ClaimedDelivery,
  format: DestinationFormat,
): Promise<DeliveryItem> {
  const converted = format === 'json' ? null : await convertedBody({ db, converter }, delivery, format);
  // A link is signed when it is sent.
  const linkTo = (_body: Uint8Array, expiresInSeconds: number) =>
    Promise.resolve({ url: `${publicUrl}/payloads/…`, expiresInSeconds });
  return buildItem(delivery, null, linkTo, () => originalOf(db, delivery), converted);
}
