import type { DeliveryItem } from '../kit/destination.js';
import { exactJson } from '../kit/exact-json.js';
import { JSON_TYPE } from '../kit/preview.js';
import type { PreviewPart } from '../kit/preview.js';
import type { Fields, Value } from './encode.js';
import { partPaths } from './names.js';
import { prepare } from './prepare.js';
import type { FirestoreConfig } from './spec.js';

/** The document and, where it could not hold the whole event, its parts. @throws Problem payload */
export async function previewFirestore({ collection }: FirestoreConfig, item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const { places, fields, parts, mark } = await prepare({ index: 0, item }, collection);
  const paths = partPaths(places.terra, mark.revision, parts.length);
  return [
    { place: places.terra, mediaType: JSON_TYPE, bytes: Buffer.from(exactJson(plainFields(fields))) },
    ...parts.map((bytes, index) => ({ place: paths[index] ?? '', mediaType: 'application/gzip', bytes })),
  ];
}

const plainFields = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));

/** As the console of Firestore shows it: an array in an array stays `{values: […]}`. */
function plain(value: Value): unknown {
  if ('mapValue' in value) return plainFields(value.mapValue.fields);
  if ('arrayValue' in value) return value.arrayValue.values.map(plain);
  if ('integerValue' in value) return typeof value.integerValue === 'string' ? BigInt(value.integerValue) : value.integerValue;
  if ('bytesValue' in value) return Buffer.from(value.bytesValue).toString('base64');
  if ('nullValue' in value) return null;
  if ('stringValue' in value) return value.stringValue;
  return 'doubleValue' in value ? value.doubleValue : value.booleanValue;
}
