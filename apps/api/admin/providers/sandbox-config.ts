/** How providers are set up for the sandbox that runs beside us (apps/sandbox), as `freehub up` starts it. */
import type { Config } from '../../../../store/control/secret-config.js';

/** The OAuth client that the sandbox knows unless it is told another. Its secret guards simulated rides only. */
export const SANDBOX_CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' } as const;

/** No waiting for the limits of a real provider: the sandbox that `freehub up` starts has none. */
const REQUESTS = 10_000_000;
const CLIENT = { client_id: SANDBOX_CLIENT.id, client_secret: SANDBOX_CLIENT.secret };

const CONFIGS: Readonly<Record<string, (url: string) => Config>> = {
  INSIDERS: (url) => ({
    authorize_url: `${url}/oauth/authorize`,
    token_url: `${url}/oauth/token`,
    revoke_url: `${url}/oauth/revoke`,
    api_url: `${url}/v1`,
    webhook_subscriptions_url: `${url}/v1/webhook_subscriptions`,
    ...CLIENT,
    requests_per_15_minutes: REQUESTS,
    requests_per_day: REQUESTS,
    requests_per_user_minute: REQUESTS,
  }),
  INSIDERS_LIVE: (url) => ({ api_url: url, account_url: url, ...CLIENT, requests_per_minute: REQUESTS }),
};

/** @param url of the sandbox; undefined = none runs. @returns null for a provider that it does not play */
export const sandboxConfig = (provider: string, url: string | undefined): Config | null =>
  url === undefined ? null : (CONFIGS[provider]?.(url) ?? null);
