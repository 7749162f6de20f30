/** What an object says of itself, beside its content: enough to tell whose it is and how new without reading it. */
import { hash } from 'node:crypto';
import type { DeliveryItem } from '../destination.js';
import { TERRA_VERSION } from '../terra-names.js';
import type { HeldObject } from './store.js';

/** S3 counts 2 KB for all metadata of an object. */
const LONGEST_KEY = 512;

/** Keys may hold any character; metadata travels in HTTP headers. A long one is told by its hash. */
export function recordMark(key: string): string {
  const encoded = encodeURIComponent(key.toWellFormed());
  return encoded.length <= LONGEST_KEY && key.isWellFormed() ? encoded : `sha256:${hash('sha256', key)}`;
}

/** @returns `event-id`, `record-key`, `revision`, `schema` */
export const metadataOf = ({ traceId, key, revision }: DeliveryItem): Readonly<Record<string, string>> => ({
  'event-id': encodeURIComponent(traceId),
  'record-key': recordMark(key),
  revision: String(revision),
  schema: TERRA_VERSION,
});

/** Null when the object has another owner: another record, or somebody who is not Freehub. */
export function heldRevision({ metadata }: HeldObject, { key }: Pick<DeliveryItem, 'key'>): number | null {
  const { 'record-key': mark, revision = '' } = metadata;
  return mark === recordMark(key) && /^\d{1,16}$/.test(revision) ? Number(revision) : null;
}
