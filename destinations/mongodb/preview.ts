import type { DeliveryItem } from '../kit/destination.js';
import { collectionOf } from '../kit/documents/mark.js';
import { exactJson } from '../kit/exact-json.js';
import { JSON_TYPE } from '../kit/preview.js';
import type { PreviewPart } from '../kit/preview.js';
import { idText } from './ids.js';
import { prepare } from './prepare.js';
import { documentOf } from './upsert.js';

/** The document, at Terra's `_id`. @throws Problem payload */
export async function previewMongo(item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const prepared = await prepare({ index: 0, item });
  const { id } = prepared;
  const document = documentOf({ prepared, id, replaces: false });
  return [
    {
      place: `${collectionOf(item.type)}/${typeof id === 'string' ? id : idText(id)}`,
      mediaType: JSON_TYPE,
      bytes: Buffer.from(exactJson(document)),
    },
  ];
}
