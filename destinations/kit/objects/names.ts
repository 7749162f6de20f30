/** Object names in Terra's layout. */
import { Problem } from '../../../model/problem.js';
import type { DeliveryItem } from '../destination.js';
import { ownName, TERRA_VERSION, terraName } from '../terra-names.js';

/** Of S3, GCS (bytes) and Azure Blob (characters). */
const LONGEST_NAME_BYTES = 1024;

/** @throws Problem payload for a name that no bucket takes. */
export function checkedName(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES && name.isWellFormed()) return name;
  throw new Problem('payload', `the name of its object would be longer than ${LONGEST_NAME_BYTES} bytes: shorten prefix`, {
    code: 'NAME_TOO_LONG',
  });
}

/** Terra's name and, for a record that finds it taken, one of its own; both without extension. */
export function namesOf(item: DeliveryItem, prefix: string): readonly [terra: string, own: string] {
  const folder = `${prefix}${TERRA_VERSION}/${item.type}/`;
  return [`${folder}${terraName(item)}`, `${folder}${ownName(item)}`];
}
