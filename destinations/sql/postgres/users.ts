import type { PoolClient } from 'pg';
import type { UserRow } from '../users.js';
import { int8Array, textArray } from './binary-array.js';
import { qualified } from './qualified.js';

/** Inserts users, or moves those that are there with an older event. */
export async function upsertUsers(client: PoolClient, schema: string, users: readonly UserRow[]): Promise<void> {
  await client.query(
    `INSERT INTO ${qualified(schema, 'terra_users')} AS t (user_id, reference_id, created_at, granted_scopes, provider, state, ordering_timestamp)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[])
      ON CONFLICT (user_id) DO UPDATE SET reference_id = excluded.reference_id, granted_scopes = excluded.granted_scopes,
        provider = excluded.provider, state = excluded.state, ordering_timestamp = excluded.ordering_timestamp
      WHERE t.ordering_timestamp < excluded.ordering_timestamp`,
    [
      textArray(users.map(({ item }) => item.user.userId)),
      textArray(users.map(({ item }) => item.user.referenceId)),
      textArray(users.map(({ item }) => item.user.createdAt)),
      textArray(users.map(({ item }) => item.user.scopes)),
      textArray(users.map(({ item }) => item.user.provider)),
      textArray(users.map(({ state }) => state)),
      int8Array(users.map(({ orderingMs }) => orderingMs)),
    ],
  );
}
