import { isData } from '../kit/data-types.js';
import type { DeliveryItem } from '../kit/destination.js';
import type { TableName } from './tables.js';

/** An item on its way to a table, with its place in the write. */
export interface Row {
  readonly index: number;
  readonly item: DeliveryItem;
}

export type PayloadTable = Extract<TableName, 'terra_data_payloads' | 'terra_misc_payloads'>;

export const tableOf = (type: string): PayloadTable => (isData(type) ? 'terra_data_payloads' : 'terra_misc_payloads');

const keyOf = ({ user, type, key }: DeliveryItem): string => `${user.userId}\0${type}\0${key}`;

/** True when `a` beats `b` for their common key: the higher revision, and of two equals the delete. */
const beats = (a: DeliveryItem, b: DeliveryItem): boolean =>
  a.revision > b.revision || (a.revision === b.revision && a.op === 'delete' && b.op === 'upsert');

export interface Ranking {
  /** One for each key, sorted by key: two writers that lock rows in one order cannot deadlock. */
  readonly winners: readonly Row[];
  /** The others, each with the winner of its key: a statement may touch a row once only (21000). */
  readonly losers: readonly { readonly row: Row; readonly winner: Row }[];
}

export function rankByKey(rows: readonly Row[]): Ranking {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row.item);
    const other = best.get(key);
    if (!other || beats(row.item, other.item)) best.set(key, row);
  }
  const winners = [...best].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
  const losers = rows.flatMap((row) => {
    const winner = best.get(keyOf(row.item));
    return winner && winner !== row ? [{ row, winner }] : [];
  });
  return { winners, losers };
}
