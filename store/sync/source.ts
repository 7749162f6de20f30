/** What is needed to talk to the provider for a connection, without claiming it: backfills and live syncs may run side by side. */
import type { ConnectionState } from '../../model/connection.js';
import type { ConnectionId, EnvironmentId, ProviderAppId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';
import { type ManagerLogin, TOKEN_COLUMNS, TOKEN_JOINS } from './tokens.js';

export interface SessionSource {
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  readonly state: ConnectionState;
  readonly configRevision: number;
  readonly tokens: Buffer | null;
  readonly tokensRevision: number;
  readonly accessExpiresAtMs: number;
  /** Refusals of the tokens in a row. */
  readonly refused: number;
  /** Whose tokens these are where an operator logged in for all; null = the athlete's own. */
  readonly manager: ManagerLogin | null;
}

export async function sessionSource(db: Queryable, id: ConnectionId): Promise<SessionSource | null> {
  const { rows } = await db.query<SessionSource>(
    prepared(
      'session-source',
      `SELECT c.environment_id AS "environmentId", c.provider_app_id AS "providerAppId", c.provider, c.state, a.config_revision AS "configRevision",
              ${TOKEN_COLUMNS}
         FROM connection c JOIN provider_app a ON a.id = c.provider_app_id ${TOKEN_JOINS('c')} WHERE c.id = $1`,
      [id],
    ),
  );
  return rows[0] ?? null;
}
