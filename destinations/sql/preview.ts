/** The rows of an item, table by table, under the names of their columns. */
import type { DeliveryItem } from '../kit/destination.js';
import { withoutNul } from '../kit/json-nul.js';
import { JSON_TYPE, jsonText, rowJson } from '../kit/preview.js';
import type { PreviewPart } from '../kit/preview.js';
import { activityValues } from './activity.js';
import { isoTime, tableOf } from './rows.js';
import type { SqlConfig } from './spec.js';
import { type UserRow, Users } from './users.js';

const userRow = ({ item: { user }, state, orderingMs }: UserRow) => ({
  user_id: user.userId,
  reference_id: user.referenceId,
  created_at: user.createdAt,
  granted_scopes: user.scopes,
  provider: user.provider,
  state,
  ordering_timestamp: orderingMs,
});

const payloadRow = (item: DeliveryItem) => ({
  user_id: item.user.userId,
  data_type: item.type,
  payload_id: item.key,
  created_at: isoTime(item.orderingTimestampMs),
  ...(tableOf(item.type) === 'terra_data_payloads'
    ? { start_time: item.startTime, end_time: item.endTime }
    : { payload_type: 'event' }),
  revision: item.revision,
  ordering_timestamp: item.orderingTimestampMs,
});

const activityRow = (item: DeliveryItem) => ({
  user_id: item.user.userId,
  payload_id: item.key,
  provider: item.user.provider,
  reference_id: item.user.referenceId,
  ...activityValues(item),
  revision: item.revision,
  ordering_timestamp: item.orderingTimestampMs,
});

/** The user's row goes where none is yet. */
export async function previewSql({ scheme, schema, layout }: SqlConfig, item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const isMysql = scheme === 'mysql';
  const part = (table: string, bytes: Uint8Array): PreviewPart => ({
    place: isMysql ? table : `${schema}.${table}`,
    mediaType: JSON_TYPE,
    bytes,
  });
  const parts: PreviewPart[] = [];
  await new Users().write([{ index: 0, item }], (users) => {
    parts.push(...users.map((user) => part('terra_users', rowJson(userRow(user)))));
    return Promise.resolve();
  });
  const json = jsonText(isMysql ? item.body : withoutNul(item.body));
  parts.push(part(tableOf(item.type), rowJson(payloadRow(item), { name: 'payload', json })));
  if (layout === 'typed' && item.type === 'activity') parts.push(part('activity', rowJson(activityRow(item))));
  return parts;
}
