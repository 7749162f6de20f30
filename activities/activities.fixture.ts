/** Everything between a connected user of a provider at `url` and the store, wired as the worker wires it: for tests. */
import { randomBytes } from 'node:crypto';
import { Agent } from 'undici';
import type { DestinationId } from '../model/ids.js';
import type { Tokens } from '../model/tokens.js';
import { ProviderCalls } from '../providers/kit/calls.js';
import { providers } from '../providers/registry.js';
import { storeCredential } from '../store/connections/credentials.js';
import { providerAppPlace, ProviderApps } from '../store/control/provider-apps.js';
import type { Database } from '../store/database.js';
import { transaction } from '../store/database.js';
import { KeyRing } from '../store/secrets/key-ring.js';
import { type Tenant, makeConnection, makeTenant } from '../store/store.fixture.js';
import { RateBudget } from '../store/sync/budget.js';
import { Backfill, type BackfillPolicy, BACKFILL_POLICY } from './backfill/backfill.js';
import { Packer } from './normalize/packer.js';
import { Access } from './providers/access.js';
import { ConnectionChanges } from './sync/connection-changes.js';
import { Puller } from './sync/pull.js';
import type { SyncHooks } from './sync/report.js';
import { Sync } from './sync/sync.js';

export const RING_KEYS = [{ id: 'k', key: randomBytes(32) }];
export const keys = KeyRing.of(RING_KEYS);
const PLENTY = 1_000_000;

export interface Rig {
  readonly tenant: Tenant;
  readonly access: Access;
  readonly sync: Sync;
  readonly puller: Puller;
  /** Destinations that were woken. */
  readonly woken: DestinationId[];
  /** What was logged. */
  readonly troubles: { kind: string; code?: string }[];
  backfill(policy?: Partial<BackfillPolicy>): Backfill;
  connect(providerUserId: string, tokens: Tokens): ReturnType<typeof makeConnection>;
  close(): Promise<void>;
}

export async function makeRig(db: Database, url: string, more: Readonly<Record<string, unknown>> = {}): Promise<Rig> {
  const tenant = await makeTenant(db);
  const config = {
    authorize_url: `${url}/oauth/authorize`,
    token_url: `${url}/oauth/token`,
    revoke_url: `${url}/oauth/revoke`,
    api_url: `${url}/v1`,
    webhook_subscriptions_url: `${url}/v1/webhook_subscriptions`,
    client_id: 'sandbox-client',
    requests_per_15_minutes: PLENTY,
    requests_per_day: PLENTY,
    requests_per_user_minute: PLENTY,
    ...more,
  };
  const secrets = keys.sealJson(
    { client_secret: 'sandbox-secret' },
    providerAppPlace(tenant.environmentId, tenant.providerAppId, 'secrets'),
  );
  await db.query(`UPDATE provider_app SET config = $2, secrets = $3 WHERE id = $1`, [tenant.providerAppId, config, secrets]);
  const dispatcher = new Agent();
  const calls = new ProviderCalls({ budget: new RateBudget(db), dispatcher, timeoutMs: 5_000, maxBodyBytes: 16 << 20 });
  const apps = new ProviderApps(db, keys);
  const access = new Access(db, keys);
  const packer = new Packer(providers, 0);
  const puller = new Puller(db, access, packer);
  const woken: DestinationId[] = [];
  const troubles: Rig['troubles'] = [];
  const hooks: SyncHooks = {
    destinations: (ids) => void woken.push(...ids),
    trouble: ({ kind, code }) => void troubles.push({ kind, ...(code === undefined ? {} : { code }) }),
  };
  const policy = { leaseMs: 30_000, nextPollMs: () => 3_600_000 };
  return {
    tenant,
    access,
    puller,
    woken,
    troubles,
    sync: new Sync(db, providers, apps, calls, puller, new ConnectionChanges(db, hooks), policy, hooks),
    backfill: (given = {}) => new Backfill(db, providers, apps, calls, puller, hooks, { ...BACKFILL_POLICY, ...given }),
    connect: async (providerUserId, tokens) => {
      const connectionId = await makeConnection(db, tenant, { providerUserId });
      const owner = { environmentId: tenant.environmentId, connectionId };
      await transaction(db, (tx) => storeCredential(tx, keys, owner, tokens, tokens.accessExpiresAtMs));
      return connectionId;
    },
    close: async () => {
      await packer.close();
      await dispatcher.close();
    },
  };
}
