/** Setting a provider app up and its webhook subscription. Reading it for use is provider-apps.ts. */
import { randomBytes } from 'node:crypto';
import { type ConnectionId, type EnvironmentId, type ProviderAppId, newId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { wakeWindows } from '../backfill/windows.js';
import { writeAudit } from './audit.js';
import type { ControlStore, ControlTransaction } from './control-store.js';
import { type ProviderAppRow, providerApps } from './entities/provider-app.js';
import { POLL_AGAIN_ROWS, pollAgain } from './poll-again.js';
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

/** @param most where counting ends */
export async function countConnections(db: Queryable, app: ProviderAppId, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    // By the index of accounts, which begins with the app.
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM connection WHERE provider_app_id = $1 LIMIT $2) counted`,
    [app, most],
  );
  return rows[0]?.count ?? 0;
}

interface Written {
  readonly config: { readonly open: Config; readonly secret: Config };
  /** Nobody can read its secrets any more: there is no subscription then (`endSubscription` has its connections polled). */
  readonly dropsSubscription: boolean;
}

/**
 * Creates it with its notification address, or changes its config: the address stays.
 * @param change sees the row under its lock, null where there is none yet
 */
export function putProviderApp(
  store: ControlStore,
  keys: KeyRing,
  owner: { environmentId: EnvironmentId; provider: string },
  change: (existing: ProviderAppRow | null) => Written,
  actor: string,
): Promise<ProviderAppRow> {
  const { environmentId, provider } = owner;
  return store.transaction(async ({ entities, tx }) => {
    const existing = await entities.findOne(providerApps, {
      where: { environmentId, provider },
      lock: { mode: 'pessimistic_write' },
    });
    const id = existing?.id ?? newId<ProviderAppId>();
    const { config, dropsSubscription } = change(existing);
    const written = {
      config: config.open,
      secrets: keys.sealJson(config.secret, providerAppPlace(environmentId, id, 'secrets')),
      ...(dropsSubscription ? { webhookSecrets: null, subscriptionId: null } : {}),
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

type App = Pick<ProviderAppRow, 'id' | 'environmentId' | 'provider'>;

/** What the provider answered to a subscription. `secrets`: current first. */
export function storeSubscription(
  store: ControlStore,
  keys: KeyRing,
  app: App,
  subscription: { id: string; secrets: readonly string[] },
  actor: string,
): Promise<ProviderAppRow> {
  const webhookSecrets = keys.sealJson(subscription.secrets, providerAppPlace(app.environmentId, app.id, 'webhook_secrets'));
  return store.transaction((control) =>
    written(control, app, { subscriptionId: subscription.id, webhookSecrets }, { actor, action: 'provider.subscribed' }),
  );
}

/**
 * It was taken back, or lost: the app's connections are polled from then on, each for the first time within `pollWithinMs`.
 * @returns `due`: the first page of those connections (at most POLL_AGAIN_ROWS)
 */
export async function endSubscription(
  store: ControlStore,
  app: App,
  { actor, pollWithinMs }: { actor: string; pollWithinMs: number },
): Promise<{ row: ProviderAppRow; due: readonly ConnectionId[] }> {
  const ended = await store.transaction(async (control) => ({
    // The secrets stay: notifications that are on their way still verify.
    row: await written(control, app, { subscriptionId: null }, { actor, action: 'provider.unsubscribed' }),
    due: await pollAgain(control.tx, app.id, pollWithinMs, null),
  }));
  // In pages of their own: nobody's sync waits for the locks of a million rows.
  for (let page = ended.due; page.length === POLL_AGAIN_ROWS;)
    page = await store.transaction(({ tx }) => pollAgain(tx, app.id, pollWithinMs, page.at(-1) ?? null));
  return ended;
}

async function written(
  { entities, tx }: ControlTransaction,
  { id, environmentId, provider }: App,
  change: Partial<Pick<ProviderAppRow, 'subscriptionId' | 'webhookSecrets'>>,
  { actor, action }: { actor: string; action: string },
): Promise<ProviderAppRow> {
  await entities.update(providerApps, { id }, change);
  await tx.query(`UPDATE provider_app SET config_revision = config_revision + 1 WHERE id = $1`, [id]);
  await writeAudit(tx, { environmentId, actor, action, subject: provider });
  return entities.findOneByOrFail(providerApps, { id });
}
