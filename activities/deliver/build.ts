/** From a claimed delivery to what is sent: prefix, stored bytes, suffix. No record is ever parsed again. */
import { z } from 'zod';
import type { DeliveryItem, DeliveryUser, PayloadLink } from '../../destinations/kit/destination.js';
import { Problem } from '../../model/problem.js';
import { athleteEvent, dataEvent, isDataEventType, terraUserSchema } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import type { Queryable } from '../../store/database.js';
import { type ChunkRecord, chunkRecords } from '../../store/outbox/chunk-records.js';
import type { ClaimedChunk, ClaimedDelivery, ClaimedUser } from '../../store/outbox/claim.js';
import type { ConvertedBody } from './convert-delivery.js';
import { jsonOf } from './stored-json.js';

const eventUserSchema = z.object({ user: terraUserSchema.optional(), new_user: terraUserSchema.optional() });

/** Makes a link to a body. */
export type LinkTo = (body: Uint8Array, expiresInSeconds: number) => Promise<PayloadLink>;

/**
 * @param converted in place of the event as JSON
 * @throws Problem missing when what it was to tell is gone.
 */
export function buildItem(
  delivery: ClaimedDelivery,
  batchId: string | null,
  linkTo: LinkTo,
  original: DeliveryItem['original'],
  converted: ConvertedBody | null = null,
): DeliveryItem {
  const common = { ...outside(delivery, batchId), original };
  return converted
    ? { ...common, ...withLink(converted.body, linkTo), content: converted.content }
    : { ...common, ...withLink(bodyOf(delivery), linkTo) };
}

/** A part of the answer to a history request, from its records as they are now. @throws Problem missing when its user is gone. */
export async function buildChunk(
  db: Queryable,
  delivery: ClaimedDelivery,
  chunk: ClaimedChunk,
  batchId: string | null,
  linkTo: LinkTo,
): Promise<DeliveryItem> {
  if (!delivery.user || !delivery.connectionId) throw new Problem('missing', 'the user was deleted before this was delivered');
  const { type, connectionId } = delivery;
  const records = await chunkRecords(db, { ...chunk, type, connectionId });
  const body = dataBody(
    type,
    delivery.user,
    records.map((record) => jsonOf(record.body)),
  );
  const traceId = `${chunk.requestId}:chunk:${chunk.n}`;
  return {
    ...outside(delivery, batchId),
    traceId,
    key: traceId,
    orderingTimestampMs: orderOf(delivery, chunk, records),
    ...withLink(body, linkTo),
    // A part of many records.
    original: () => Promise.resolve(null),
  };
}

/**
 * A receiver keeps what has the larger stamp. A chunk carries its oldest record's, so it never stands in the way of an update of another one that comes
 * just after; without samples one less, so it does not take the place of the same revision with samples.
 */
const orderOf = (delivery: ClaimedDelivery, chunk: ClaimedChunk, records: readonly ChunkRecord[]): number =>
  records.length === 0 ? delivery.orderingMs : Math.min(...records.map((record) => record.orderingMs)) - (chunk.samples ? 0 : 1);

const withLink = (body: Uint8Array, linkTo: LinkTo): Pick<DeliveryItem, 'body' | 'link'> => ({
  body,
  link: (expiresInSeconds) => linkTo(body, expiresInSeconds),
});

const outside = (delivery: ClaimedDelivery, batchId: string | null): Omit<DeliveryItem, 'body' | 'link' | 'original'> => ({
  batchId,
  traceId: delivery.id,
  reference: delivery.reference,
  type: delivery.type,
  key: delivery.recordKey ?? delivery.id,
  op: delivery.op,
  revision: delivery.revision,
  isFirstTry: delivery.isFirst,
  orderingTimestampMs: delivery.orderingMs,
  user: userOf(delivery),
  // A profile is of no time; the store has a stand-in (ATHLETE_TIME).
  startTime: delivery.type === 'athlete' ? null : delivery.startTime,
  endTime: delivery.type === 'athlete' ? null : delivery.endTime,
});

function bodyOf(delivery: ClaimedDelivery): Uint8Array {
  if (delivery.eventBody !== null) return Buffer.from(delivery.eventBody);
  if (!delivery.body || !delivery.user)
    throw new Problem('missing', 'the record or its connection was deleted before this was delivered');
  return dataBody(delivery.type, delivery.user, [jsonOf({ zstd: delivery.body, bytes: delivery.bodyBytes })]);
}

function dataBody(type: string, user: ClaimedUser, records: readonly Uint8Array[]): Uint8Array {
  const told = terraUser({ ...user, id: user.userId });
  if (isDataEventType(type)) return dataEvent(type, told, records);
  const [profile] = records;
  if (type === 'athlete') {
    if (!profile) throw new Problem('missing', 'the profile was deleted before this was delivered');
    return athleteEvent(told, profile);
  }
  throw new Problem('bug', `there is no data event of type ${type}`);
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
