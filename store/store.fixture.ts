/** An environment with users and destinations, and what a sync of them writes: plain SQL, for tests of the store. */
import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { PRIORITY } from '../model/delivery.js';
import { type ConnectionId, type DestinationId, type EnvironmentId, type ProviderAppId, newId } from '../model/ids.js';
import type { Dialect } from '../model/terra/index.js';
import { connect } from './connections/lifecycle.js';
import type { Database } from './database.js';
import type { IncomingNotice } from './inbox/intake.js';
import type { RecordWrite, SyncCommit } from './sync/commit.js';

export interface Tenant {
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
}

export async function makeTenant(db: Database): Promise<Tenant> {
  const tenant = { environmentId: newId<EnvironmentId>(), providerAppId: newId<ProviderAppId>() };
  await db.query(`INSERT INTO environment (id, dev_id, name) VALUES ($1, $2, 'Test')`, [
    tenant.environmentId,
    `t-${tenant.environmentId}`,
  ]);
  await db.query(
    `INSERT INTO provider_app (id, environment_id, provider, config, secrets, hook_path, hook_verify_token) VALUES ($1, $2, 'INSIDERS', '{}', '', $3, 'v')`,
    [tenant.providerAppId, tenant.environmentId, `hook-${tenant.providerAppId}`],
  );
  return tenant;
}

export async function makeConnection(
  db: Database,
  tenant: Tenant,
  more: { providerUserId?: string; referenceId?: string } = {},
): Promise<ConnectionId> {
  const id = newId<ConnectionId>();
  await connect(db, {
    id,
    ...tenant,
    provider: 'INSIDERS',
    providerUserId: more.providerUserId ?? `rider-${id}`,
    referenceId: more.referenceId ?? null,
    scopes: 'activity:read',
  });
  return id;
}

export async function makeDestination(
  db: Database,
  tenant: Tenant,
  more: { eventTypes?: string[]; state?: string; dialect?: Dialect } = {},
): Promise<DestinationId> {
  const id = newId<DestinationId>();
  await db.query(
    `INSERT INTO destination (id, environment_id, kind, name, config, secrets, event_types, state, dialect) VALUES ($1::uuid, $2, 'webhook', $1::uuid::text, '{}', '', $3, $4, $5)`,
    [id, tenant.environmentId, more.eventTypes ?? null, more.state ?? 'enabled', more.dialect ?? 'v2026'],
  );
  return id;
}

/** A record whose content is `text`. */
export function write(key: string, text: string, more: Partial<RecordWrite> = {}): RecordWrite {
  const summary = Buffer.from(JSON.stringify({ metadata: { summary_id: key, name: text } }));
  return {
    type: 'activity',
    key,
    op: 'upsert',
    providerRevision: 1,
    startTime: '2026-05-01T08:00:00+02:00',
    endTime: '2026-05-01T09:00:00+02:00',
    contentHash: hash('sha256', summary, 'buffer'),
    bodyBytes: summary.length,
    body: zstdCompressSync(summary),
    summary,
    rawIds: [],
    ...more,
  };
}

export const commitOf = (
  owner: Pick<Tenant, 'environmentId'> & { connectionId: ConnectionId },
  more: Partial<SyncCommit> = {},
): SyncCommit => ({
  connectionId: owner.connectionId,
  environmentId: owner.environmentId,
  records: [],
  raws: [],
  notices: [],
  priority: PRIORITY.live,
  backfillId: null,
  covered: null,
  leaseToken: null,
  polledUntilMs: null,
  nextPollMs: null,
  ...more,
});

export const notice = (tenant: Tenant, providerUserId: string, more: Partial<IncomingNotice> = {}): IncomingNotice => ({
  ...tenant,
  eventId: `evt-${newId()}`,
  kind: 'changed',
  providerUserId,
  objectType: 'activity',
  objectId: 'act-1',
  objectRevision: 1,
  occurredAt: new Date().toISOString(),
  headStartMs: 0,
  body: null,
  problem: null,
  ...more,
});
