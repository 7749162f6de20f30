/** Setting a provider app up and its webhook subscription. Reading it for use is provider-apps.ts. */
import { randomBytes } from 'node:crypto';
import { type EnvironmentId, type ProviderAppId, newId } from '../../model/ids.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { wakeWindows } from '../backfill/windows.js';
import { writeAudit } from './audit.js';
import type { ControlStore } from './control-store.js';
import { type ProviderAppRow, providerApps } from './entities/provider-app.js';
import { providerAppPlace } from './provider-apps.js';
import type { Config } from './secret-config.js';

/** 192 random bits: the address is part of the proof that a notification comes from the provider. */
const unguessable = (): string => randomBytes(24).toString('base64url');

export const findProviderApp = (
  store: ControlStore,
  environmentId: EnvironmentId,
  provider: string,
): Promise<ProviderAppRow | null> => store.source.getRepository(providerApps).findOneBy({ environmentId, provider });

export const listProviderApps = (store: ControlStore, environmentId: EnvironmentId): Promise<ProviderAppRow[]> =>
  store.source.getRepository(providerApps).find({ where: { environmentId }, order: { provider: 'ASC' } });

/** Creates it with its notification address, or changes its config: the address stays. */
export function putProviderApp(
  store: ControlStore,
  keys: KeyRing,
  owner: { environmentId: EnvironmentId; provider: string },
  config: { open: Config; secret: Config },
  actor: string,
): Promise<ProviderAppRow> {
  const { environmentId, provider } = owner;
  return store.transaction(async ({ entities, tx }) => {
    const existing = await entities.findOne(providerApps, {
      where: { environmentId, provider },
      lock: { mode: 'pessimistic_write' },
    });
    const id = existing?.id ?? newId<ProviderAppId>();
    const written = {
      config: config.open,
      secrets: keys.sealJson(config.secret, providerAppPlace(environmentId, id, 'secrets')),
    };
    if (existing) await entities.update(providerApps, { id }, { ...written, configRevision: existing.configRevision + 1 });
    else
      await entities.insert(providerApps, {
        id,
        environmentId,
        provider,
        ...written,
        hookPath: unguessable(),
        hookVerifyToken: unguessable(),
      });
    if (existing) await wakeWindows(tx, environmentId, provider);
    await writeAudit(tx, {
      environmentId,
      actor,
      action: existing ? 'provider.changed' : 'provider.set_up',
      subject: provider,
      detail: { fields: Object.keys(config.open), secrets: Object.keys(config.secret) },
    });
    return entities.findOneByOrFail(providerApps, { id });
  });
}

/** What the provider answered to a subscription; null = it was taken back. `secrets`: current first. */
export function storeSubscription(
  store: ControlStore,
  keys: KeyRing,
  app: Pick<ProviderAppRow, 'id' | 'environmentId' | 'provider'>,
  subscription: { id: string; secrets: readonly string[] } | null,
  actor: string,
): Promise<ProviderAppRow> {
  const { id, environmentId, provider } = app;
  return store.transaction(async ({ entities, tx }) => {
    await entities.update(
      providerApps,
      { id },
      {
        subscriptionId: subscription?.id ?? null,
        // Notifications that are on their way still verify after the subscription was taken back.
        ...(subscription
          ? { webhookSecrets: keys.sealJson(subscription.secrets, providerAppPlace(environmentId, id, 'webhook_secrets')) }
          : {}),
      },
    );
    await tx.query(`UPDATE provider_app SET config_revision = config_revision + 1 WHERE id = $1`, [id]);
    await writeAudit(tx, {
      environmentId,
      actor,
      action: subscription ? 'provider.subscribed' : 'provider.unsubscribed',
      subject: provider,
    });
    return entities.findOneByOrFail(providerApps, { id });
  });
}
