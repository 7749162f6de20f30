/** INSIDERS_LIVE of a sandbox, as an operator sets it up: for tests. */
export const liveConfig = (url: string) => ({
  api_url: url,
  account_url: url,
  client_id: 'sandbox-client',
  client_secret: 'sandbox-secret',
  close_after_minutes: 0,
  requests_per_minute: 100_000,
});

export const LIVE = 'INSIDERS_LIVE';
/** The sandbox's manager. */
export const MANAGER = { username: 'manager', password: 'sandbox-password' };
