/** The platform as it runs for real (durable PostgreSQL, Temporal, api and worker processes), with a cheap provider and a receiver in this process. */
import { createHmac, hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import { answers, type Child, startChild, waitUntilReady } from '../../apps/cli/runtime/child.js';
import { freePort } from '../../apps/cli/runtime/ports.js';
import { type ConnectionId, type DestinationId, type EnvironmentId, type ProviderAppId, newId } from '../../model/ids.js';
import { storeCredential } from '../../store/connections/credentials.js';
import { destinationPlace } from '../../store/control/destinations.js';
import { providerAppPlace } from '../../store/control/provider-apps.js';
import { type Database, openDatabase } from '../../store/database.js';
import { migrate } from '../../store/migrate.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { privatePostgres } from '../support/servers/postgres.js';
import { privateTemporal } from '../support/servers/temporal.js';
import { type BenchProvider, startBenchProvider } from './provider.js';
import { type BenchReceiver, startBenchReceiver } from './receiver.js';

const HOOK_SECRET = 'bench-hook-secret';
/** As store/control/api-keys keeps it. */
const PREFIX_LENGTH = 11;
const HOOK_PATH = 'bench-hook-path';

export interface Rig {
  readonly db: Database;
  readonly databaseUrl: string;
  /** A second, empty database on the same server. */
  readonly targetUrl: string;
  readonly environmentId: EnvironmentId;
  readonly connections: readonly ConnectionId[];
  readonly provider: BenchProvider;
  readonly receiver: BenchReceiver;
  readonly webhook: DestinationId;
  readonly worker: Child;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly apiUrl: string;
  /** Terra's credentials of the environment. */
  readonly apiHeaders: Readonly<Record<string, string>>;
  /** Of an operator. */
  readonly adminHeaders: Readonly<Record<string, string>>;
  addDestination(kind: string, name: string, config: object, secrets: object): Promise<DestinationId>;
  /** One signed notification of one ride of one user, through the api. @returns the status. */
  notify: (n: number) => Promise<number>;
  /** Empties queues and records between cases. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function startRig(options: { users: number; seconds: number; settings?: Record<string, string> }): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'freehub-bench-'));
  const postgres = await privatePostgres({ durable: true });
  const temporal = await privateTemporal();
  const [databaseUrl, targetUrl] = [await postgres.ensureDatabase('freehub'), await postgres.ensureDatabase('target')];
  await migrate(databaseUrl);
  const db = openDatabase({ url: databaseUrl, poolSize: 4, name: 'bench', onError: () => undefined });
  const key = randomBytes(32);
  const keys = KeyRing.of([{ id: 'bench', key }]);
  const provider = await startBenchProvider(options.seconds);
  const receiver = await startBenchReceiver();

  const environmentId = newId<EnvironmentId>();
  const appId = newId<ProviderAppId>();
  await db.query(`INSERT INTO environment (id, dev_id, name) VALUES ($1, 'bench', 'Bench')`, [environmentId]);
  const apiKey = `fh_${randomBytes(32).toString('base64url')}`;
  await db.query(`INSERT INTO api_key (environment_id, label, prefix, hash) VALUES ($1, 'bench', $2, $3)`, [
    environmentId,
    apiKey.slice(0, PREFIX_LENGTH),
    hash('sha256', apiKey, 'buffer'),
  ]);
  const config = {
    authorize_url: `${provider.url}/oauth/authorize`,
    token_url: `${provider.url}/oauth/token`,
    revoke_url: `${provider.url}/oauth/revoke`,
    api_url: `${provider.url}/v1`,
    webhook_subscriptions_url: `${provider.url}/v1/webhook_subscriptions`,
    client_id: 'bench',
    requests_per_15_minutes: 100_000_000,
    requests_per_day: 1_000_000_000,
    requests_per_user_minute: 10_000_000,
  };
  await db.query(
    `INSERT INTO provider_app (id, environment_id, provider, config, secrets, hook_path, hook_verify_token, subscription_id, webhook_secrets) VALUES ($1, $2, 'INSIDERS', $3, $4, $5, 'v', 's', $6)`,
    [
      appId,
      environmentId,
      config,
      keys.sealJson({ client_secret: 'bench-secret' }, providerAppPlace(environmentId, appId, 'secrets')),
      HOOK_PATH,
      keys.sealJson([HOOK_SECRET], providerAppPlace(environmentId, appId, 'webhook_secrets')),
    ],
  );
  const addDestination = async (kind: string, name: string, open: object, secrets: object): Promise<DestinationId> => {
    const id = newId<DestinationId>();
    await db.query(`INSERT INTO destination (id, environment_id, kind, name, config, secrets) VALUES ($1, $2, $3, $4, $5, $6)`, [
      id,
      environmentId,
      kind,
      name,
      open,
      keys.sealJson(secrets, destinationPlace(environmentId, id)),
    ]);
    return id;
  };
  const webhook = await addDestination(
    'webhook',
    'receiver',
    { url: receiver.url },
    { signing_secret: 'bench-signing-secret-0123456789' },
  );
  const connections: ConnectionId[] = [];
  for (let user = 0; user < options.users; user++) {
    const id = newId<ConnectionId>();
    connections.push(id);
    await db.query(
      `INSERT INTO connection (id, environment_id, provider_app_id, provider, provider_user_id, next_poll_at, synced_until) VALUES ($1, $2, $3, 'INSIDERS', $4, now() + interval '1 day', now())`,
      [id, environmentId, appId, `usr_${user}`],
    );
    const accessExpiresAtMs = Date.now() + 86_400_000;
    await storeCredential(
      db,
      keys,
      { environmentId, connectionId: id },
      { accessToken: 'bench', refreshToken: 'bench', accessExpiresAtMs, scopes: ['activity:read'] },
      accessExpiresAtMs,
    );
  }

  const adminToken = randomBytes(16).toString('hex');
  const [apiPort, workerPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    FREEHUB_API_PORT: String(apiPort),
    FREEHUB_WORKER_PORT: String(workerPort),
    FREEHUB_PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
    FREEHUB_SECRET_KEYS: `bench:${key.toString('base64')}`,
    FREEHUB_ADMIN_TOKEN: adminToken,
    FREEHUB_EGRESS_ALLOW: '127.0.0.1',
    FREEHUB_LOG_LEVEL: 'warn',
    ...options.settings,
  };
  const start = async (name: 'api' | 'worker', port: number): Promise<Child> => {
    const child = await startChild({
      name,
      command: [process.execPath, `dist/apps/${name}/main.js`],
      env,
      logFile: join(folder, `${name}.log`),
    });
    await waitUntilReady(child, answers(`http://127.0.0.1:${port}/health/ready`), { timeoutMs: 60_000 });
    return child;
  };
  const worker = await start('worker', workerPort);
  const api = await start('api', apiPort);
  const hooks = new HttpPool(`http://127.0.0.1:${apiPort}`, { connections: 64, pipelining: 1 });
  const run = randomBytes(4).toString('hex');

  return {
    db,
    databaseUrl,
    targetUrl,
    environmentId,
    connections,
    provider,
    receiver,
    webhook,
    worker,
    temporal,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    apiHeaders: { 'dev-id': 'bench', 'x-api-key': apiKey },
    adminHeaders: { authorization: `Bearer ${adminToken}` },
    addDestination,
    async notify(n) {
      const body = JSON.stringify({
        id: `evt_${run}_${n}`,
        type: 'activity.created',
        occurred_at: new Date().toISOString(),
        user_id: `usr_${n % options.users}`,
        object_id: `act_${String(n).padStart(8, '0')}`,
        revision: 3,
      });
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = `v1=${createHmac('sha256', HOOK_SECRET).update(`${timestamp}.${body}`).digest('hex')}`;
      const { statusCode, body: answer } = await hooks.request({
        method: 'POST',
        path: `/hooks/insiders/${HOOK_PATH}`,
        headers: { 'content-type': 'application/json', 'webhook-timestamp': timestamp, 'webhook-signature': signature },
        body,
      });
      await answer.dump();
      return statusCode;
    },
    async clear() {
      await db.query('TRUNCATE inbox, delivery, attempt, event, record, raw_payload');
      receiver.reset();
    },
    async close() {
      await Promise.allSettled([api.stop(), worker.stop(), hooks.close(), receiver.close(), provider.close(), db.end()]);
      await temporal.dispose();
      await postgres.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
