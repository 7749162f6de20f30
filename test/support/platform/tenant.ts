/** One environment with a provider app and destinations, set up through the admin API as an operator would. */
import { randomBytes } from 'node:crypto';
import * as backfills from '../../../apps/api/admin/contract/backfills.js';
import * as destinations from '../../../apps/api/admin/contract/destinations.js';
import * as environments from '../../../apps/api/admin/contract/environments.js';
import * as providers from '../../../apps/api/admin/contract/providers.js';
import { connectAthlete, terraHeaders, type Credentials } from './connecting.js';
import type { Host } from './host.js';
import { Receiver } from './receiver.js';
import { Target } from './target.js';
import { until } from '../until.js';

export interface Connected {
  /** Terra's user_id. */
  readonly userId: string;
  readonly riderId: string;
  readonly referenceId: string;
  /** From here on every ride must arrive. */
  readonly sinceMs: number;
}

export interface TenantOptions {
  readonly devId?: string;
  /** Receivers, each a webhook destination of that name. Default `hook`. */
  readonly hooks?: readonly string[];
  /** Also a PostgreSQL database as destination `sql`. Default true. */
  readonly sql?: boolean;
  /** For the provider to wait for one answer of a receiver (milliseconds). */
  readonly hookTimeoutMs?: number;
  /** False: it is polled. Default true. */
  readonly subscribe?: boolean;
}

/** More than any test asks for. */
const PLENTY = 1_000_000;

export class Tenant implements Credentials {
  readonly connected = new Map<string, Connected>();
  readonly hooks = new Map<string, Receiver>();
  readonly destinationIds = new Map<string, string>();
  readonly secrets: string[] = [];
  target: Target | null = null;
  apiKey = '';
  hookUrl = '';

  private constructor(
    private readonly platform: Host,
    readonly devId: string,
  ) {}

  static async create(platform: Host, options: TenantOptions = {}): Promise<Tenant> {
    const tenant = new Tenant(platform, options.devId ?? `env-${randomBytes(4).toString('hex')}`);
    await tenant.#setUp(options);
    return tenant;
  }

  async #setUp({ hooks = ['hook'], sql = true, hookTimeoutMs = 8_000, subscribe = true }: TenantOptions): Promise<void> {
    const { admin, sandbox } = this.platform;
    const params = { environment: this.devId };
    await admin.call(environments.createEnvironment, { body: { dev_id: this.devId } });
    this.apiKey = (await admin.call(environments.createKey, { params, body: {} })).key;
    this.secrets.push(this.apiKey, 'sandbox-secret');
    const app = await admin.call(providers.putProviderApp, {
      params: { ...params, provider: 'INSIDERS' },
      body: { config: sandboxConfig(sandbox.url) },
    });
    this.hookUrl = app.hook_url ?? '';
    for (const name of hooks) {
      const receiver = await Receiver.start();
      const secret = `whsec-${randomBytes(16).toString('hex')}`;
      this.hooks.set(name, receiver);
      this.secrets.push(secret);
      await this.#destination('webhook', name, { url: receiver.url, signing_secret: secret, timeout_ms: hookTimeoutMs });
    }
    if (sql) {
      const url = new URL(await this.platform.postgres.ensureDatabase(`target_${this.devId.replaceAll('-', '_')}`));
      this.target = new Target(url.href);
      this.secrets.push(url.password);
      const config = {
        scheme: 'postgres',
        host: url.hostname,
        port: Number(url.port),
        database: url.pathname.slice(1),
        username: url.username,
        password: decodeURIComponent(url.password),
        tls: 'disable',
      };
      await this.#destination('sql', 'sql', config);
    }
    if (subscribe) await admin.call(providers.subscribeProvider, { params: { ...params, provider: 'INSIDERS' } });
  }

  async #destination(kind: string, name: string, config: Record<string, unknown>): Promise<void> {
    const { id } = await this.platform.admin.call(destinations.createDestination, {
      params: { environment: this.devId },
      body: { kind, name, config },
    });
    this.destinationIds.set(name, id);
  }

  hook(name = 'hook'): Receiver {
    const receiver = this.hooks.get(name);
    if (!receiver) throw new Error(`there is no hook ${name}`);
    return receiver;
  }

  sql(): Target {
    if (!this.target) throw new Error('this tenant has no SQL destination');
    return this.target;
  }

  destinationId(name: string): string {
    const id = this.destinationIds.get(name);
    if (id === undefined) throw new Error(`there is no destination ${name}`);
    return id;
  }

  /** Through the real OAuth flow. @param riderNumber 1, 2, … */
  async connect(riderNumber: number): Promise<Connected> {
    const { sandbox, api } = this.platform;
    const rider = (await sandbox.control.riders())[riderNumber - 1];
    if (!rider) throw new Error(`the sandbox has no rider ${riderNumber}`);
    const referenceId = `${this.devId}-athlete-${riderNumber}`;
    await connectAthlete(api.url, this, { riderId: rider.id, referenceId });
    const userId = await until(`the connection of rider ${riderNumber}`, async () => {
      const [row] = await this.platform.rows<{ id: string }>(`SELECT id FROM connection WHERE reference_id = $1`, [referenceId]);
      return row?.id;
    });
    const connected = this.connected.get(rider.id) ?? { userId, riderId: rider.id, referenceId, sinceMs: Date.now() };
    this.connected.set(rider.id, connected);
    return connected;
  }

  /** As the app does: Terra's call. */
  async disconnect(user: Connected): Promise<void> {
    const response = await fetch(`${this.platform.api.url}/v2/auth/deauthenticateUser?user_id=${user.userId}`, {
      method: 'DELETE',
      headers: terraHeaders(this),
    });
    if (!response.ok) throw new Error(`deauthenticateUser answered ${response.status}: ${await response.text()}`);
    this.connected.delete(user.riderId);
  }

  /** Starts a backfill of all connections over the last `days`. @returns its id. */
  async backfill(days: number): Promise<string> {
    const start = new Date(Date.now() - days * 86_400_000).toISOString();
    const { backfill } = await this.platform.admin.call(backfills.createBackfill, {
      params: { environment: this.devId },
      body: { provider: 'INSIDERS', all: true, start },
    });
    if (!backfill) throw new Error('no backfill was started');
    return backfill.id;
  }

  async progress(backfillId: string) {
    return this.platform.admin.call(backfills.getBackfill, { params: { environment: this.devId, backfill: backfillId } });
  }

  async close(): Promise<void> {
    await Promise.all([...this.hooks.values()].map((hook) => hook.close()));
    await this.target?.close();
  }
}

const sandboxConfig = (url: string): Record<string, unknown> => ({
  authorize_url: `${url}/oauth/authorize`,
  token_url: `${url}/oauth/token`,
  revoke_url: `${url}/oauth/revoke`,
  api_url: `${url}/v1`,
  webhook_subscriptions_url: `${url}/v1/webhook_subscriptions`,
  client_id: 'sandbox-client',
  client_secret: 'sandbox-secret',
  requests_per_15_minutes: PLENTY,
  requests_per_day: PLENTY,
  requests_per_user_minute: PLENTY,
});
