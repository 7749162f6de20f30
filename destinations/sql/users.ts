import type { PoolClient } from 'pg';
import type { DeliveryItem } from '../kit/destination.js';
import { int8Array, textArray } from './binary-array.js';
import { tableOf } from './rows.js';
import type { Row } from './rows.js';
import { qualified } from './tables.js';

/** Events that say how a connection stands, and the `state` that they leave. */
const STATE_OF_EVENT: Readonly<Record<string, 'active' | 'deauth'>> = {
  auth: 'active',
  deauth: 'deauth',
  access_revoked: 'deauth',
};
/** Below any event's: a row that data made gives way to every event. */
const FROM_DATA = 0;
const MOST_KNOWN = 10_000;

/** Parameters: one array for each column, in the order of the INSERT. */
export const upsertUsersSql = (schema: string): string =>
  `INSERT INTO ${qualified(schema, 'terra_users')} AS t (user_id, reference_id, created_at, granted_scopes, provider, state, ordering_timestamp)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[])
    ON CONFLICT (user_id) DO UPDATE SET reference_id = excluded.reference_id, granted_scopes = excluded.granted_scopes,
      provider = excluded.provider, state = excluded.state, ordering_timestamp = excluded.ordering_timestamp
    WHERE t.ordering_timestamp < excluded.ordering_timestamp`;

interface UserRow {
  readonly item: DeliveryItem;
  readonly state: 'active' | 'deauth';
  readonly orderingMs: number;
}

/** Keeps `terra_users`: events move a user's state, newest last; data of a user who is not there yet makes the row. */
export class Users {
  readonly #schema: string;
  /** Those that are surely there, so that data does not ask each time. */
  readonly #known = new Set<string>();

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** Forgets what is known, for after the tables were lost. */
  forget(): void {
    this.#known.clear();
  }

  async write(client: PoolClient, rows: readonly Row[]): Promise<void> {
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
    await this.#upsert(
      client,
      [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    );
    if (this.#known.size + newest.size > MOST_KNOWN) this.#known.clear();
    for (const userId of newest.keys()) this.#known.add(userId);
  }

  async #upsert(client: PoolClient, users: readonly UserRow[]): Promise<void> {
    await client.query(upsertUsersSql(this.#schema), [
      textArray(users.map(({ item }) => item.user.userId)),
      textArray(users.map(({ item }) => item.user.referenceId)),
      textArray(users.map(({ item }) => item.user.createdAt)),
      textArray(users.map(({ item }) => item.user.scopes)),
      textArray(users.map(({ item }) => item.user.provider)),
      textArray(users.map(({ state }) => state)),
      int8Array(users.map(({ orderingMs }) => orderingMs)),
    ]);
  }
}
