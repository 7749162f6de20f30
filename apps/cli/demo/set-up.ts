/** Environment, key and provider app of the demo. Everything that is there already is used again. */
import { createEnvironment, createKey, getEnvironment, listKeys } from '../../api/admin/contract/environments.js';
import { getProviderApp, putProviderApp } from '../../api/admin/contract/providers.js';
import { sandboxConfig } from '../../api/admin/providers/sandbox-config.js';
import { maskText } from '../../../destinations/kit/mask.js';
import type { Admin } from '../client/admin.js';
import { unlessMissing } from './ask.js';
import { allOf } from '../client/pages.js';
import { type Hearing, keepNotifications } from './notifications.js';
import type { Sandbox } from './sandbox.js';
import { ENVIRONMENT, PROVIDER } from './stage.js';

const params = { environment: ENVIRONMENT };

export async function ensureEnvironment(admin: Admin): Promise<{ made: boolean }> {
  if (await unlessMissing(admin.call(getEnvironment, { params }))) return { made: false };
  await admin.call(createEnvironment, { body: { dev_id: ENVIRONMENT, name: 'Freehub demo' } });
  return { made: true };
}

/** @param known a key from an earlier start. @returns it when it still works, else a new one. */
export async function ensureKey(admin: Admin, known: string | null): Promise<{ key: string; made: boolean }> {
  if (known !== null) {
    const keys = await allOf((query) => admin.call(listKeys, { params, query }));
    const works = keys.some(
      ({ prefix, revoked_at, expires_at }) => known.startsWith(prefix) && revoked_at === null && expires_at === null,
    );
    if (works) return { key: known, made: false };
  }
  const { key } = await admin.call(createKey, { params, body: { label: 'demo' } });
  return { key, made: true };
}

/** The provider app at the sandbox; it is subscribed there, unless an operator chose otherwise. */
export async function ensureProvider(admin: Admin, sandbox: Sandbox): Promise<{ made: boolean; hearing: Hearing }> {
  const place = { ...params, provider: PROVIDER };
  const config = sandboxConfig(PROVIDER, sandbox.url) ?? {};
  const app = await unlessMissing(admin.call(getProviderApp, { params: place }));
  if (app === null || !isShownAs(config, app.config, ['client_secret']))
    await admin.call(putProviderApp, { params: place, body: { config } });
  return { made: app === null, hearing: await keepNotifications(admin, sandbox, app?.subscribed ?? true) };
}

/** True when what the api shows is what we would set: secrets are compared by what is shown of them. */
export const isShownAs = (
  wanted: Readonly<Record<string, unknown>>,
  shown: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): boolean =>
  Object.entries(wanted).every(
    ([field, value]) => shown[field] === (secrets.includes(field) && typeof value === 'string' ? maskText(value) : value),
  );
