/** Provider apps with their secrets opened, cached by config revision. */
import { z } from 'zod';
import type { EnvironmentId, ProviderAppId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import type { KeyRing, SecretPlace } from '../secrets/key-ring.js';

export interface ProviderApp {
  readonly id: ProviderAppId;
  readonly environmentId: EnvironmentId;
  readonly provider: string;
  /** Config and secrets together, as the provider's schema wants them. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly configRevision: number;
  readonly hookPath: string;
  readonly hookVerifyToken: string;
  readonly subscriptionId: string | null;
  /** Current first, then those still valid during a rotation. */
  readonly webhookSecrets: readonly string[];
}

interface Row {
  readonly id: ProviderAppId;
  readonly environment_id: EnvironmentId;
  readonly provider: string;
  readonly config: unknown;
  readonly secrets: Buffer;
  readonly config_revision: number;
  readonly hook_path: string;
  readonly hook_verify_token: string;
  readonly subscription_id: string | null;
  readonly webhook_secrets: Buffer | null;
}

export const providerAppPlace = (
  environmentId: EnvironmentId,
  id: ProviderAppId,
  field: 'secrets' | 'webhook_secrets',
): SecretPlace => ({
  environmentId,
  entity: `provider_app:${id}`,
  field,
  version: 1,
});

const OBJECT = z.record(z.string(), z.unknown());
const SECRETS = z.array(z.string());
/** How long a process may use what another one has changed. */
const STALE_MS = 5_000;

export class ProviderApps {
  private readonly cache = new Map<string, { app: ProviderApp; readAtMs: number }>();

  constructor(
    private readonly db: Queryable,
    private readonly keys: KeyRing,
  ) {}

  /** @param revision the one that a fresh row named: an older copy is read again. @throws Problem missing */
  async byId(id: ProviderAppId, revision = 0): Promise<ProviderApp> {
    const hit = this.cache.get(id);
    if (hit && hit.app.configRevision >= revision && Date.now() - hit.readAtMs < STALE_MS) return hit.app;
    return this.read('id', id);
  }

  /** By the unguessable segment of the notification address. @param fresh true = not from the cache. @throws Problem missing */
  async byHookPath(path: string, fresh = false): Promise<ProviderApp> {
    if (fresh) return this.read('hook_path', path);
    for (const { app, readAtMs } of this.cache.values())
      if (app.hookPath === path && Date.now() - readAtMs < STALE_MS) return app;
    return this.read('hook_path', path);
  }

  /** Forget what was read: after a change in this process. */
  forget(): void {
    this.cache.clear();
  }

  private async read(column: 'id' | 'hook_path', value: string): Promise<ProviderApp> {
    const { rows } = await this.db.query<Row>(`SELECT * FROM provider_app WHERE ${column} = $1`, [value]);
    const row = rows[0];
    if (!row) throw new Problem('missing', 'there is no such provider app');
    const secrets = OBJECT.parse(this.keys.openJson(row.secrets, providerAppPlace(row.environment_id, row.id, 'secrets')));
    const app: ProviderApp = {
      id: row.id,
      environmentId: row.environment_id,
      provider: row.provider,
      config: { ...OBJECT.parse(row.config), ...secrets },
      configRevision: row.config_revision,
      hookPath: row.hook_path,
      hookVerifyToken: row.hook_verify_token,
      subscriptionId: row.subscription_id,
      webhookSecrets: row.webhook_secrets
        ? SECRETS.parse(this.keys.openJson(row.webhook_secrets, providerAppPlace(row.environment_id, row.id, 'webhook_secrets')))
        : [],
    };
    this.cache.set(row.id, { app, readAtMs: Date.now() });
    return app;
  }
}
