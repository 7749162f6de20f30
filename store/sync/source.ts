/** What is needed to talk to the provider for a connection, without claiming it: backfills and live syncs may run side by side. */
import type { ConnectionState } from '../../model/connection.js';
import type { ConnectionId, EnvironmentId, ProviderAppId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

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
}

export async function sessionSource(db: Queryable, id: ConnectionId): Promise<SessionSource | null> {
  const { rows } = await db.query<SessionSource>(
    prepared(
      'session-source',
      `SELECT c.environment_id AS "environmentId", c.provider_app_id AS "providerAppId", c.provider, c.state, a.config_revision AS "configRevision",
              k.tokens, coalesce(k.revision, 0) AS "tokensRevision", coalesce((extract(epoch FROM k.access_expires_at) * 1000)::bigint, 0) AS "accessExpiresAtMs",
              coalesce(k.refused, 0) AS refused
         FROM connection c JOIN provider_app a ON a.id = c.provider_app_id LEFT JOIN credential k ON k.connection_id = c.id WHERE c.id = $1`,
      [id],
    ),
  );
  return rows[0] ?? null;
}
