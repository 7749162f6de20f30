import { Inject, Injectable } from '@nestjs/common';
import { maskValue } from '../../../../destinations/kit/mask.js';
import type { EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import type { BoundWebhooks } from '../../../../providers/kit/bound.js';
import { ProviderCalls } from '../../../../providers/kit/calls.js';
import type { ProviderIo } from '../../../../providers/kit/provider-io.js';
import { providers } from '../../../../providers/registry.js';
import type { Settings } from '../../../../settings/load.js';
import { writeAudit } from '../../../../store/control/audit.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import type { ProviderAppRow } from '../../../../store/control/entities/provider-app.js';
import { type ProviderApp, ProviderApps } from '../../../../store/control/provider-apps.js';
import {
  endSubscription,
  findProviderApp,
  putProviderApp,
  storeSubscription,
} from '../../../../store/control/provider-set-up.js';
import { type Config, mergeConfig, splitSecrets } from '../../../../store/control/secret-config.js';
import { type Database, transaction } from '../../../../store/database.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { RateBudget } from '../../../../store/sync/budget.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import { actor } from '../http/actor.js';
import { Nudger } from '../nudger.service.js';
import { ProviderConfigs } from './provider-configs.service.js';

/** How long the provider may take to call our address back and answer. */
const SUBSCRIBE_MS = 30_000;
/** Secrets kept beside the current one, for notifications signed before. */
const OLD_SECRETS = 2;

@Injectable()
export class ProviderSetUp {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly store: ControlStore,
    private readonly keys: KeyRing,
    private readonly apps: ProviderApps,
    private readonly configs: ProviderConfigs,
    private readonly calls: ProviderCalls,
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  get redirectUri(): string {
    return `${this.settings.publicUrl}/connect/callback`;
  }

  hookUrl(app: Pick<ProviderAppRow, 'provider' | 'hookPath'>): string | null {
    return providers.list().find(({ id }) => id === app.provider)?.webhooks
      ? `${this.settings.publicUrl}/hooks/${app.provider.toLowerCase()}/${app.hookPath}`
      : null;
  }

  /** @throws Problem missing */
  async get(environmentId: EnvironmentId, provider: string): Promise<ProviderAppRow> {
    const app = await findProviderApp(this.store, environmentId, provider);
    if (!app) throw new Problem('missing', `${providers.titleOf(provider)} is not set up in this environment`);
    return app;
  }

  /** @returns how many of its budgets were held back. @throws Problem missing */
  async liftLimit(environmentId: EnvironmentId, provider: string): Promise<number> {
    const app = await this.get(environmentId, provider);
    return transaction(this.db, async (tx) => {
      const lifted = await new RateBudget(tx).lift({ app: app.id });
      await writeAudit(tx, {
        environmentId,
        actor: actor(),
        action: 'provider.limit_lifted',
        subject: app.id,
        detail: { provider, lifted },
      });
      return lifted;
    });
  }

  /** Secrets that are left out stay as they are; `warnings` tell what is lost of those that do not open. @throws Problem payload that names each field at fault, config */
  async put(environmentId: EnvironmentId, provider: string, given: Config): Promise<{ row: ProviderAppRow; warnings: string[] }> {
    const kind = providers.get(provider);
    const before: { warnings: string[]; wasSubscribed: boolean } = { warnings: [], wasSubscribed: false };
    const row = await putProviderApp(
      this.store,
      this.keys,
      { environmentId, provider },
      (existing) => {
        const config = existing
          ? this.configs.changed(existing, given)
          : kind.validate(mergeConfig({}, given, kind.secrets, maskValue));
        const dropsSubscription = existing !== null && this.configs.hookProblem(existing) !== null;
        before.wasSubscribed = dropsSubscription && existing.subscriptionId !== null;
        before.warnings = existing ? this.configs.warnings(existing, config) : [];
        return { config: splitSecrets(config, kind.secrets), dropsSubscription };
      },
      actor(),
    );
    this.apps.forget();
    return { row: before.wasSubscribed ? await this.ended(row) : row, warnings: before.warnings };
  }

  /** Replaces a subscription that there is. @throws Problem config (no webhooks), and what the provider answers */
  async subscribe(environmentId: EnvironmentId, provider: string): Promise<ProviderAppRow> {
    const row = await this.get(environmentId, provider);
    const { app, webhooks, io } = await this.open(row);
    const url = this.hookUrl(row);
    if (!webhooks || url === null)
      throw new Problem('config', `${providers.titleOf(provider)} sends no notifications: its connections are polled`);
    await this.takeBack(app, webhooks, io);
    const made = await this.newSubscription(url, app, webhooks, io).catch(async (error: unknown) => {
      // The one before is gone, and there is none in its place: who waits for its notifications would wait in vain.
      if (app.subscriptionId !== null) await this.ended(row);
      throw (await this.takenBy(row, error)) ?? error;
    });
    const secrets = [made.secret, ...app.webhookSecrets.filter((secret) => secret !== made.secret)].slice(0, 1 + OLD_SECRETS);
    const stored = await storeSubscription(this.store, this.keys, row, { id: made.subscriptionId, secrets }, actor());
    this.apps.forget();
    return stored;
  }

  /** @throws Problem conflict when there is no subscription */
  async unsubscribe(environmentId: EnvironmentId, provider: string): Promise<ProviderAppRow> {
    const row = await this.get(environmentId, provider);
    const { app, webhooks, io } = await this.open(row);
    if (app.subscriptionId === null || !webhooks)
      throw new Problem('conflict', `${providers.titleOf(provider)} has no subscription in this environment`);
    await this.takeBack(app, webhooks, io);
    return this.ended(row);
  }

  /** The dev-id of another environment of this server that is notified for the same application. */
  async notifiedElsewhere({ id }: Pick<ProviderAppRow, 'id'>): Promise<string | null> {
    const { rows } = await this.db.query<{ devId: string }>(
      `SELECT e.dev_id AS "devId" FROM provider_app mine JOIN provider_app other ON other.provider = mine.provider AND other.config->'client_id' = mine.config->'client_id' AND other.id <> mine.id
         JOIN environment e ON e.id = other.environment_id WHERE mine.id = $1 AND other.subscription_id IS NOT NULL LIMIT 1`,
      [id],
    );
    return rows[0]?.devId ?? null;
  }

  /** A provider that keeps one subscription for an application does not say whose it is. Another environment's of this server can be named. */
  private async takenBy(row: ProviderAppRow, error: unknown): Promise<Problem | null> {
    if (!(error instanceof Problem) || error.kind !== 'conflict') return null;
    const devId = await this.notifiedElsewhere(row);
    if (devId === null) return null;
    return new Problem(
      'conflict',
      `${providers.get(row.provider).title} notifies one environment of an application, and that is ${devId}: turn notifications off there first. Until then this environment is polled.`,
      { code: 'SUBSCRIBED_ELSEWHERE', cause: error },
    );
  }

  private async newSubscription(
    url: string,
    app: ProviderApp,
    webhooks: BoundWebhooks,
    io: ProviderIo,
  ): Promise<{ subscriptionId: string; secret: string }> {
    // One that was made while we crashed sends here with a secret that nobody knows. Another address is another installation's.
    for (const one of await webhooks.subscriptions(io)) if (one.url === url) await webhooks.unsubscribe(one.subscriptionId, io);
    return webhooks.subscribe(url, app.hookVerifyToken, io);
  }

  /** There is no subscription any more: its connections are polled, the first time soon. */
  private async ended(row: ProviderAppRow): Promise<ProviderAppRow> {
    const pollWithinMs = this.settings.pollIntervalSeconds * 1000;
    const stored = await endSubscription(this.store, row, { actor: actor(), pollWithinMs });
    this.apps.forget();
    this.nudger.connections(stored.due);
    return stored.row;
  }

  private async takeBack(app: ProviderApp, webhooks: BoundWebhooks, io: ProviderIo): Promise<void> {
    if (app.subscriptionId === null) return;
    try {
      await webhooks.unsubscribe(app.subscriptionId, io);
    } catch (error) {
      // Gone at the provider already: that is what was wanted.
      if (!(error instanceof Problem) || error.kind !== 'missing') throw error;
    }
  }

  private async open(row: ProviderAppRow): Promise<{ app: ProviderApp; webhooks: BoundWebhooks | null; io: ProviderIo }> {
    this.configs.assertOpens(row);
    this.apps.forget();
    const app = await this.apps.byId(row.id, row.configRevision);
    const io = this.calls.for({ providerAppId: app.id, connectionId: null, limits: [] }, AbortSignal.timeout(SUBSCRIBE_MS));
    return { app, webhooks: providers.get(app.provider).bind(app.config).webhooks, io };
  }
}
