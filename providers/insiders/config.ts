/** Settings of an Insiders application. Insiders has published no addresses: every one is a setting. */
import { z } from 'zod';
import type { ProviderSpec } from '../kit/provider.js';

/** Tokens travel on these: plain HTTP only to this machine or to a container beside us (a name without a dot). */
const address = z.url({ protocol: /^https?$/ }).refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]'].includes(hostname) || !hostname.includes('.');
}, 'must begin with https:// (http:// only to this machine)');

const schema = z.strictObject({
  authorizeUrl: address,
  tokenUrl: address,
  revokeUrl: address,
  /** Of `/activities` and `/users/me`, without a slash at the end. */
  apiUrl: address.transform((url) => url.replace(/\/+$/, '')),
  webhookSubscriptionsUrl: address,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  clientAuth: z.enum(['client_secret_basic', 'client_secret_post']).default('client_secret_basic'),
  scopes: z
    .array(z.string().regex(/^[^\s,]+$/))
    .min(1)
    .default(['activity:read', 'profile:read', 'offline_access']),
});

export type InsidersConfig = z.output<typeof schema>;

export const spec: ProviderSpec<InsidersConfig> = {
  id: 'INSIDERS',
  title: 'Insiders',
  summary: 'Rides and other activities with samples, by webhook (profile partner: OAuth 2.0 with PKCE, thin events)',
  schema,
  secrets: ['clientSecret'],
  example: {
    authorizeUrl: 'https://insiders.example/oauth/authorize',
    tokenUrl: 'https://insiders.example/oauth/token',
    revokeUrl: 'https://insiders.example/oauth/revoke',
    apiUrl: 'https://api.insiders.example/v1',
    webhookSubscriptionsUrl: 'https://api.insiders.example/v1/webhook_subscriptions',
    clientId: 'freehub',
    clientSecret: 'a secret of at least 32 characters',
    clientAuth: 'client_secret_basic',
    scopes: ['activity:read', 'profile:read', 'offline_access'],
  },
};
