import type { ProviderApp } from './queries.js';

const LOCAL = /^(127\.0\.0\.1|\[::1\]|localhost|[^.]+)$/;

/** Where the sandbox has its page of buttons, when the app is one at a sandbox: an address of this machine, or of a container beside us. */
export function sandboxOf(app: ProviderApp | undefined): string | null {
  const url = app?.config['api_url'];
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const { protocol, hostname, origin } = new URL(url);
  return /^https?:$/.test(protocol) && LOCAL.test(hostname) ? origin : null;
}
