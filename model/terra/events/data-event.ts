/** Data events as bytes: a prefix, the records' stored JSON, a suffix. The records are never parsed again. */
import type { DataEventType } from './event-types.js';
import { TERRA_VERSION } from './event-types.js';
import type { TerraUser } from '../user.js';

/** `{"type":…,"version":…,"user":{…},"data":[` */
export const dataEventPrefix = (type: DataEventType, user: TerraUser): Buffer =>
  Buffer.from(`{"type":"${type}","version":"${TERRA_VERSION}","user":${JSON.stringify(user)},"data":[`);

/** What closes it. */
export const DATA_EVENT_SUFFIX: Readonly<Uint8Array> = Buffer.from(']}');

const COMMA = 0x2c;

/** A whole data event, of one record or of a chunk of a history request. @param records final JSON bytes of each record. */
export function dataEvent(type: DataEventType, user: TerraUser, records: readonly Uint8Array[]): Buffer {
  const prefix = dataEventPrefix(type, user);
  const commas = Math.max(0, records.length - 1);
  const event = Buffer.allocUnsafeSlow(
    prefix.length + records.reduce((sum, record) => sum + record.length, 0) + commas + DATA_EVENT_SUFFIX.length,
  );
  let position = prefix.copy(event);
  records.forEach((record, i) => {
    if (i > 0) event[position++] = COMMA;
    event.set(record, position);
    position += record.length;
  });
  event.set(DATA_EVENT_SUFFIX, position);
  return event;
}

/** The event of an athlete's profile. @param record its final JSON bytes. */
export const athleteEvent = (user: TerraUser, record: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`{"type":"athlete","version":"${TERRA_VERSION}","user":${JSON.stringify(user)},"athlete":`),
    record,
    Buffer.from('}'),
  ]);
