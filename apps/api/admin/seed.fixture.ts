/** What flows through an environment, made for tests with the store's own functions. */
import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { PRIORITY } from '../../../model/delivery.js';
import { type ConnectionId, type DestinationId, type EnvironmentId, asId, newId } from '../../../model/ids.js';
import { connect } from '../../../store/connections/lifecycle.js';
import type { Database } from '../../../store/database.js';
import { commitSync } from '../../../store/sync/commit.js';

export const insidersConfig = (url = 'https://insiders.example') => ({
  authorize_url: `${url}/oauth/authorize`,
  token_url: `${url}/oauth/token`,
  revoke_url: `${url}/oauth/revoke`,
  api_url: `${url}/v1`,
  webhook_subscriptions_url: `${url}/v1/webhook_subscriptions`,
  client_id: 'sandbox-client',
  client_secret: 'sandbox-secret',
});

export async function seedConnection(
  db: Database,
  environment: unknown,
  more: { referenceId?: string } = {},
): Promise<ConnectionId> {
  const environmentId = asId<EnvironmentId>(String(environment));
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM provider_app WHERE environment_id = $1 AND provider = 'INSIDERS'`,
    [environmentId],
  );
  const id = newId<ConnectionId>();
  await connect(db, {
    id,
    environmentId,
    providerAppId: asId(rows[0]?.id ?? ''),
    provider: 'INSIDERS',
    providerUserId: `user-${id}`,
    referenceId: more.referenceId ?? null,
    scopes: 'activity:read',
  });
  return id;
}

/** A ride as a sync stores it, with its event and deliveries. */
export async function seedRide(
  db: Database,
  environment: unknown,
  connectionId: ConnectionId,
  ride: { key: string; startedAt: string; name?: string },
): Promise<readonly DestinationId[]> {
  const summary = Buffer.from(
    JSON.stringify({
      metadata: { summary_id: ride.key, start_time: ride.startedAt, end_time: ride.startedAt, name: ride.name ?? null, type: 1 },
      distance_data: { summary: { distance_meters: 42_000 } },
    }),
  );
  const { destinationIds } = await commitSync(db, {
    connectionId,
    environmentId: asId<EnvironmentId>(String(environment)),
    records: [
      {
        type: 'activity',
        key: ride.key,
        op: 'upsert',
        providerRevision: 1,
        startTime: ride.startedAt,
        endTime: ride.startedAt,
        contentHash: hash('sha256', summary, 'buffer'),
        bodyBytes: summary.length,
        body: zstdCompressSync(summary),
        summary,
        rawIds: [],
      },
    ],
    raws: [],
    notices: [],
    priority: PRIORITY.live,
    backfillId: null,
    covered: { type: 'activity', firstDay: ride.startedAt.slice(0, 10), lastDay: ride.startedAt.slice(0, 10) },
    leaseToken: null,
    polledUntilMs: null,
    nextPollMs: null,
  });
  return destinationIds;
}
