import type { SqlConfig } from './spec.js';

/** Options of node:tls that both drivers take; `checkName` says whether the certificate must be for the host. */
export interface TlsChoice {
  readonly rejectUnauthorized: boolean;
  readonly checkName: boolean;
  readonly ca?: string;
  /** The certificate that Freehub shows, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** Null for none. */
export function tlsChoice({ tls, ca, client_certificate, client_key }: SqlConfig): TlsChoice | null {
  if (tls === 'disable') return null;
  const shown = client_certificate === undefined || client_key === undefined ? {} : { cert: client_certificate, key: client_key };
  if (tls === 'require') return { rejectUnauthorized: false, checkName: false, ...shown };
  // verify-ca leaves the name out of it: for servers that are reached by address.
  return { rejectUnauthorized: true, checkName: tls === 'verify-full', ...(ca === undefined ? {} : { ca }), ...shown };
}
