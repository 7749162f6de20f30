/** Of several versions of one thing in one write only the newest is written. */
import type { DeliveryItem } from './destination.js';

/** An item with its place in the write. */
export interface Row {
  readonly index: number;
  readonly item: DeliveryItem;
}

export interface Ranking {
  /** One for each key, sorted by key: two writers that lock rows in one order cannot deadlock. */
  readonly winners: readonly Row[];
  /** The others, each with the winner of its key. */
  readonly losers: readonly { readonly row: Row; readonly winner: Row }[];
}

const keyOf = ({ user, type, key }: DeliveryItem): string => `${user.userId}\0${type}\0${key}`;

/** True when `a` beats `b` for their common key: the higher revision, and of two equals the delete. */
const beats = (a: DeliveryItem, b: DeliveryItem): boolean =>
  a.revision > b.revision || (a.revision === b.revision && a.op === 'delete' && b.op === 'upsert');

/** What a loser is told once its winner is in: the same again, or an older one. */
export const loserOutcome = (row: Row, winner: Row): 'duplicate' | 'stale' =>
  row.item.revision === winner.item.revision ? 'duplicate' : 'stale';

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
