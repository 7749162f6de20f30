/** Settings of an Insiders application. Insiders has published no addresses: every one is a setting. */
import { z } from 'zod';
import type { ProviderSpec } from '../kit/provider.js';

/** Tokens travel on these: plain HTTP only to this machine or to a container beside us (a name without a dot). */
export const address = z.url({ protocol: /^https?$/ }).refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]'].includes(hostname) || !hostname.includes('.');
}, 'must begin with https:// (http:// only to this machine)');

const schema = z.strictObject({
  authorize_url: address.describe('Where athletes are sent to agree (OAuth 2.0)'),
  token_url: address.describe('Where codes and refresh tokens are exchanged'),
  revoke_url: address.describe('Where tokens are revoked when an athlete is disconnected'),
  api_url: address.transform((url) => url.replace(/\/+$/, '')).describe('Base of `/activities` and `/users/me`'),
  webhook_subscriptions_url: address.describe('Where notifications are subscribed to'),
  client_id: z.string().min(1).describe('Of your application at Insiders'),
  client_secret: z.string().min(1).describe('Of your application at Insiders'),
  client_auth: z
    .enum(['client_secret_basic', 'client_secret_post'])
    .default('client_secret_basic')
    .describe('How the application proves itself: client_secret_basic (a header) or client_secret_post (in the body)'),
  scopes: z
    .array(z.string().regex(/^[^\s,]+$/))
    .min(1)
    .default(['activity:read', 'profile:read', 'offline_access'])
    .describe('What athletes are asked for'),
  // The documented limits, unless the provider agreed to others.
  requests_per_15_minutes: z.int().min(1).default(300).describe('How many Insiders allows the application'),
  requests_per_day: z.int().min(1).default(5_000).describe('How many Insiders allows the application'),
  requests_per_user_minute: z.int().min(1).default(60).describe('How many Insiders allows for one athlete'),
});

export type InsidersConfig = z.output<typeof schema>;

export const spec: ProviderSpec<InsidersConfig> = {
  id: 'INSIDERS',
  title: 'Insiders',
  summary: 'Rides and other activities with samples, by webhook (profile partner: OAuth 2.0 with PKCE, thin events)',
  scopes: [
    { scope: 'activity:read', words: 'Your activities', needed: true, gives: ['activity'] },
    { scope: 'profile:read', words: 'Your profile', needed: false, gives: ['athlete'] },
    // Without it the access ends after hours, and the athlete would have to come again each day.
    { scope: 'offline_access', words: 'Stay connected', needed: true },
  ],
  schema,
  secrets: ['client_secret'],
  example: {
    authorize_url: 'https://insiders.example/oauth/authorize',
    token_url: 'https://insiders.example/oauth/token',
    revoke_url: 'https://insiders.example/oauth/revoke',
    api_url: 'https://api.insiders.example/v1',
    webhook_subscriptions_url: 'https://api.insiders.example/v1/webhook_subscriptions',
    client_id: 'freehub',
    client_secret: 'a secret of at least 32 characters',
    client_auth: 'client_secret_basic',
    scopes: ['activity:read', 'profile:read', 'offline_access'],
    requests_per_15_minutes: 300,
    requests_per_day: 5_000,
    requests_per_user_minute: 60,
  },
};
