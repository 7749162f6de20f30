import type { DeliveryItem } from '../kit/destination.js';
import type { Row } from '../kit/rank.js';
import { tableOf } from './rows.js';

/** Events that say how a connection stands, and the `state` that they leave. */
const STATE_OF_EVENT: Readonly<Record<string, 'active' | 'deauth'>> = {
  auth: 'active',
  deauth: 'deauth',
  access_revoked: 'deauth',
};
/** Below any event's: a row that data made gives way to every event. */
const FROM_DATA = 0;
const MOST_KNOWN = 10_000;

export interface UserRow {
  readonly item: DeliveryItem;
  readonly state: 'active' | 'deauth';
  readonly orderingMs: number;
}

/** Which rows of `terra_users` to write: events move a user's state, newest last; data of a user who is not there yet makes the row. */
export class Users {
  /** Those that are surely there, so that data does not ask each time. */
  readonly #known = new Set<string>();

  /** Forgets what is known, for after the tables were lost. */
  forget(): void {
    this.#known.clear();
  }

  /** Calls `upsert` with the users to write, sorted by id, when there are any. */
  async write(rows: readonly Row[], upsert: (users: readonly UserRow[]) => Promise<void>): Promise<void> {
    const newest = new Map<string, UserRow>();
    for (const { item } of rows) {
      const state = STATE_OF_EVENT[item.type];
      const { userId, active } = item.user;
      if (state === undefined && (tableOf(item.type) !== 'terra_data_payloads' || this.#known.has(userId))) continue;
      const row: UserRow = {
        item,
        state: state ?? (active ? 'active' : 'deauth'),
        orderingMs: state === undefined ? FROM_DATA : item.orderingTimestampMs,
      };
      const other = newest.get(userId);
      if (!other || row.orderingMs >= other.orderingMs) newest.set(userId, row);
    }
    if (newest.size === 0) return;
    await upsert([...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row));
    if (this.#known.size + newest.size > MOST_KNOWN) this.#known.clear();
    for (const userId of newest.keys()) this.#known.add(userId);
  }
}
