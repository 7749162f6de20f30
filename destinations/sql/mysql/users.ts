import type { UserRow } from '../users.js';
import type { MysqlClient } from './client.js';
import { insertGuarded } from './insert.js';
import type { Insert } from './insert.js';

const USERS: Insert = {
  table: 'terra_users',
  key: ['user_id'],
  fixed: ['created_at'],
  columns: ['reference_id', 'granted_scopes', 'provider', 'state'],
  guard: 'ordering_timestamp',
};

/** Inserts users, or moves those that are there with an older event. */
export async function upsertUsers(client: MysqlClient, users: readonly UserRow[]): Promise<void> {
  await client.transaction(() =>
    insertGuarded(
      client,
      USERS,
      users.map(({ item: { user }, state, orderingMs }) => [
        user.userId.toWellFormed(),
        user.createdAt,
        user.referenceId,
        user.scopes,
        user.provider,
        state,
        orderingMs,
      ]),
    ),
  );
}
