/** From a claimed delivery to what is sent: prefix, stored bytes, suffix. The record is never parsed again. */
import { zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { DeliveryItem, DeliveryUser } from '../../destinations/kit/destination.js';
import { Problem } from '../../model/problem.js';
import { dataEvent, isDataEventType, terraUserSchema } from '../../model/terra/index.js';
import type { ClaimedDelivery, ClaimedUser } from '../../store/outbox/claim.js';
import { terraUser } from '../../model/terra/user-of-connection.js';

const eventUserSchema = z.object({ user: terraUserSchema.optional(), new_user: terraUserSchema.optional() });

/** @throws Problem missing when what it was to tell is gone. */
export function buildItem(delivery: ClaimedDelivery): DeliveryItem {
  const body = bodyOf(delivery);
  return {
    traceId: delivery.id,
    reference: delivery.reference,
    type: delivery.type,
    key: delivery.recordKey ?? delivery.id,
    op: delivery.op,
    revision: delivery.revision,
    orderingTimestampMs: delivery.orderingMs,
    user: userOf(delivery),
    startTime: delivery.startTime,
    endTime: delivery.endTime,
    body,
  };
}

function bodyOf(delivery: ClaimedDelivery): Uint8Array {
  if (delivery.eventBody !== null) return Buffer.from(delivery.eventBody);
  if (!delivery.body || !delivery.user)
    throw new Problem('missing', 'the record or its connection was deleted before this was delivered');
  if (!isDataEventType(delivery.type)) throw new Problem('bug', `there is no data event of type ${delivery.type}`);
  return dataEvent(delivery.type, terraUser({ ...delivery.user, id: delivery.user.userId }), [
    zstdDecompressSync(delivery.body, { chunkSize: Math.max(64, delivery.bodyBytes + 64) }),
  ]);
}

const asUser = (user: ClaimedUser): DeliveryUser => ({
  userId: user.userId,
  referenceId: user.referenceId,
  provider: user.provider,
  scopes: user.scopes,
  active: user.state === 'active',
  createdAt: user.createdAt,
});

/** Events about a connection that is gone (deauth) carry its user in their body. */
function userOf(delivery: ClaimedDelivery): DeliveryUser {
  if (delivery.user) return asUser(delivery.user);
  const told = eventUserSchema.safeParse(JSON.parse(delivery.eventBody ?? '{}'));
  const user = told.success ? (told.data.user ?? told.data.new_user) : undefined;
  return {
    userId: user?.user_id ?? '',
    referenceId: user?.reference_id ?? null,
    provider: user?.provider ?? '',
    scopes: user?.scopes ?? null,
    active: user?.active ?? false,
    createdAt: user?.created_at ?? '',
  };
}
