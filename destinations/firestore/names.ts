/** Where things are: Terra's paths, and ids that Firestore takes. */
import { hash } from 'node:crypto';
import { isData } from '../kit/data-types.js';
import type { DeliveryItem } from '../kit/destination.js';
import { collectionOf, identityOf } from '../kit/documents/mark.js';
import type { Mark } from '../kit/documents/mark.js';
import { ownName, TERRA_VERSION, terraName } from '../kit/terra-names.js';
import { refusal } from './errors.js';

/** Firestore's. */
const MAX_ID_BYTES = 1500;

/** The places of one record, as paths below the database. */
export interface Places {
  readonly terra: string;
  /** For a record that finds Terra's taken by another. */
  readonly own: string;
  readonly tombstone: string;
}

const idOf = (name: string): string => {
  // An id that held `/` would be a path to somewhere else.
  const id = `${name.replaceAll('/', '%2F')}.json`.toWellFormed();
  if (Buffer.byteLength(id) > MAX_ID_BYTES) throw refusal('NAME_TOO_LONG');
  return id;
};

/** @throws Problem payload NAME_TOO_LONG. */
export function placesOf(collection: string, item: DeliveryItem, mark: Mark): Places {
  const root = `${collection}/${TERRA_VERSION}`;
  const folder = `${root}/${collectionOf(item.type)}`;
  // `user_events` holds several types, and a key is unique within one.
  const named = isData(item.type) ? item : { ...item, key: `${item.type}\0${item.key}` };
  return {
    terra: `${folder}/${idOf(terraName(item))}`,
    own: `${folder}/${idOf(ownName(named))}`,
    tombstone: `${root}/freehub_tombstones/${hash('sha256', identityOf(mark))}`,
  };
}

/** A part carries its revision, so parts of two revisions can never be taken for one event. */
export const partPaths = (document: string, revision: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${document}/parts/${revision}-${String(index).padStart(3, '0')}`);

export const probePath = (collection: string): string => `${collection}/_freehub_check`;
