/**
 * Branded ids: a connection's id cannot be passed where a destination's is wanted.
 * All are UUIDs (version 7 where we mint them: they sort by time and keep index pages warm).
 */
import { randomFillSync } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type EnvironmentId = Branded<'environment'>;
export type ProviderAppId = Branded<'provider_app'>;
export type ConnectionId = Branded<'connection'>;
export type DestinationId = Branded<'destination'>;
export type BackfillId = Branded<'backfill'>;
export type EventId = Branded<'event'>;
export type DeliveryId = Branded<'delivery'>;
export type ManagerAccountId = Branded<'manager_account'>;
export type DeviceId = Branded<'device'>;
export type AssignmentId = Branded<'device_assignment'>;
export type OperatorId = Branded<'operator'>;
/** Terra's `terra-reference`: shared by all events that one request causes. */
export type Reference = Branded<'reference'>;

export type AnyId =
  | EnvironmentId
  | ProviderAppId
  | ConnectionId
  | DestinationId
  | BackfillId
  | EventId
  | DeliveryId
  | ManagerAccountId
  | DeviceId
  | AssignmentId
  | OperatorId
  | Reference;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a lower-case UUID of any version. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Gives a checked UUID its brand. @throws TypeError when `text` is not a UUID. */
export function asId<Id extends AnyId>(text: string): Id {
  if (!isUuid(text)) throw new TypeError(`not an id: ${text.slice(0, 60)}`);
  return text as Id;
}

/** When a UUID of version 7 was made, in Unix milliseconds. */
export const madeAtMs = (id: AnyId): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const random = new Uint8Array(16 * 256);
let used = random.length;

/** A new UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. */
export function newId<Id extends AnyId>(now = Date.now()): Id {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = Buffer.from(random.subarray(used, (used += 16)));
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
}
