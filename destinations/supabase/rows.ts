/** Rows as `freehub_write` takes them. */
import { isData } from '../kit/data-types.js';
import type { DeliveryItem } from '../kit/destination.js';
import { Problem } from '../../model/problem.js';
import { ownName, TERRA_VERSION, terraName } from '../kit/terra-names.js';
import { withoutNul } from '../kit/json-nul.js';

/** `keep`: layout rows. `claim` → upload → `settle`: layout terra. `removed`: an object is gone. */
export type WireRow = Readonly<Record<string, string | number | boolean | null>> & {
  readonly at: number;
  readonly step: 'keep' | 'claim' | 'settle' | 'removed';
};

/** PostgreSQL's text knows neither NUL nor half a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

const keyOf = (item: DeliveryItem) => ({
  op: item.op,
  user_id: storable(item.user.userId),
  type: storable(item.type),
  record_key: storable(item.key),
  revision: item.revision,
  ordering_timestamp: item.orderingTimestampMs,
  created_at: new Date(item.orderingTimestampMs).toISOString(),
  start_time: item.startTime,
  end_time: item.endTime,
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();

/** The event goes as text, which the database reads: JavaScript's numbers would round 64-bit integers. */
export const keepRow = (at: number, item: DeliveryItem): WireRow => ({
  at,
  step: 'keep',
  ...keyOf(item),
  payload: item.op === 'delete' ? null : textOf(withoutNul(item.body)),
});

const LONGEST_NAME_BYTES = 1024;

function checkedName(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
  throw new Problem('payload', `the name of its object would be longer than ${LONGEST_NAME_BYTES} bytes`, {
    code: 'NAME_TOO_LONG',
  });
}

/**
 * Each revision has an object of its own, so that an upload that arrives late can never replace a newer one. The first is named as Terra names it.
 * @throws Problem payload for a name that no bucket takes
 */
export function claimRow(at: number, item: DeliveryItem): WireRow {
  const folder = `${TERRA_VERSION}/${item.type}/`;
  const own = `${folder}${ownName(item)}${item.revision > 1 ? `-r${item.revision}` : ''}.json`;
  const terra = item.revision > 1 ? own : `${folder}${terraName(item)}.json`;
  return {
    at,
    step: 'claim',
    ...keyOf(item),
    terra_name: checkedName(storable(terra)),
    own_name: checkedName(storable(own)),
  };
}

/** Events that say how a connection stands. */
const STATES: Readonly<Record<string, string>> = { auth: 'active', deauth: 'deauth', access_revoked: 'deauth' };

export function settleRow(at: number, item: DeliveryItem, name: string): WireRow {
  const { referenceId, createdAt, scopes, provider, active } = item.user;
  return {
    at,
    step: 'settle',
    ...keyOf(item),
    terra_name: name,
    is_data: isData(item.type),
    reference_id: referenceId === null ? null : storable(referenceId),
    user_created_at: createdAt,
    granted_scopes: scopes,
    provider: storable(provider),
    state: STATES[item.type] ?? (active ? 'active' : 'deauth'),
    is_state: item.type in STATES,
  };
}

export const removedRow = (at: number, name: string): WireRow => ({ at, step: 'removed', terra_name: name });
