/**
 * Who hears of new rides at the sandbox. Its application has one subscription: who held it before a start holds it after,
 * and an environment whose notifications an operator turned off stays without.
 */
import type { z } from 'zod';
import { listEnvironmentAudit } from '../../api/admin/contract/audit.js';
import { syncConnection } from '../../api/admin/contract/connections.js';
import { listEnvironments } from '../../api/admin/contract/environments.js';
import {
  listProviderApps,
  type providerApp,
  subscribeProvider,
  unsubscribeProvider,
} from '../../api/admin/contract/providers.js';
import type { Admin } from '../client/admin.js';
import { allOf } from '../client/pages.js';
import { connectionsOf } from './athletes.js';
import type { Sandbox } from './sandbox.js';
import { ENVIRONMENT, PROVIDER } from './stage.js';

interface App {
  /** Its dev-id. */
  readonly environment: string;
  readonly app: z.output<typeof providerApp>;
}

export interface Hearing {
  /** The demo hears of new rides; otherwise it is polled. */
  readonly demo: boolean;
  /** The other environment that does; null = none of this server. */
  readonly other: string | null;
}

/** @param demoHeard the demo was just made, or was subscribed when this start began. @throws Problem */
export async function keepNotifications(admin: Admin, sandbox: Sandbox, demoHeard: boolean): Promise<Hearing> {
  const apps = await allApps(admin);
  const there = apps.filter(({ app }) => app.config_problem === null && isAt(sandbox, app.config));
  const current = await sandbox.subscription();
  const holder = apps.find(
    ({ app }) => current !== null && app.hook_url !== null && pathOf(app.hook_url) === pathOf(current.url),
  );
  const demoWants = demoHeard || !(await everSubscribed(admin));
  const heir = holder ?? there.find((one) => nextToHear(one, demoWants, current === null));
  for (const { environment, app } of there)
    if (app.subscribed && environment !== heir?.environment)
      // It believes in a subscription that is not there: nobody would poll for it.
      await admin.call(unsubscribeProvider, { params: { environment, provider: PROVIDER } });
  if (heir !== undefined && there.includes(heir) && !(heir.app.subscribed && current?.url === heir.app.hook_url)) {
    // At an address that we had before, or of a database that is gone.
    if (current !== null) await sandbox.endSubscription(current.id);
    await admin.call(subscribeProvider, { params: { environment: heir.environment, provider: PROVIDER } });
    // What was on its way to the old address is not sent again.
    if (heir.environment !== ENVIRONMENT) await syncAll(admin, heir.environment);
  }
  // The same, and rides of the last start that nobody was notified of: they need not wait for a poll.
  await syncAll(admin, ENVIRONMENT);
  const demo = heir?.environment === ENVIRONMENT;
  return { demo, other: demo ? null : (heir?.environment ?? null) };
}

/** Of those that do not hold it: the demo, when it may; another only where nobody else's is there. The demo is first in the list. */
const nextToHear = ({ environment, app }: App, demoWants: boolean, free: boolean): boolean =>
  environment === ENVIRONMENT ? demoWants : free && app.subscribed;

/** Of every environment, the demo's first. */
async function allApps(admin: Admin): Promise<readonly App[]> {
  const environments = await allOf((query) => admin.call(listEnvironments, { query }));
  const found: App[] = [];
  for (const { dev_id: environment } of environments) {
    const { items } = await admin.call(listProviderApps, { params: { environment } });
    found.push(...items.filter(({ provider }) => provider === PROVIDER).map((app) => ({ environment, app })));
  }
  return found.toSorted((a, b) => Number(b.environment === ENVIRONMENT) - Number(a.environment === ENVIRONMENT));
}

const isAt = ({ url }: Sandbox, { webhook_subscriptions_url: place }: App['app']['config']): boolean =>
  typeof place === 'string' && place.startsWith(`${url}/`);

/** Unguessable, so it names the app wherever this server was reached at. */
const pathOf = (url: string): string => new URL(url).pathname;

/** False: a first start was ended before its subscription. */
async function everSubscribed(admin: Admin): Promise<boolean> {
  const query = { action: 'provider.subscribed', subject: PROVIDER, limit: 1 };
  const { items } = await admin.call(listEnvironmentAudit, { params: { environment: ENVIRONMENT }, query });
  return items.length > 0;
}

async function syncAll(admin: Admin, environment: string): Promise<void> {
  for (const { id, state } of await connectionsOf(admin, environment))
    if (state === 'active') await admin.call(syncConnection, { params: { environment, connection: id } });
}
