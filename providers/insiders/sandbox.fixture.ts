/** An Insiders sandbox as tests use it: its address gives the config, its forms connect an athlete, its control routes move the world. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import type { PlainIo } from '../kit/testing/plain-io.js';
import { plainIo } from '../kit/testing/plain-io.js';
import type { AuthorizationGrant, Identity, Tokens } from '../kit/provider.js';
import type { InsidersConfig } from './config.js';
import { spec } from './config.js';
import { insiders } from './index.js';

const SECRET = 'sandbox-secret';
const REDIRECT_URI = 'http://127.0.0.1:9/callback';

const truthSchema = z.object({
  rides: z.array(
    z.object({ id: z.string(), riderId: z.string(), startedAt: z.string(), revision: z.int(), deleted: z.boolean() }),
  ),
});
export type TrueRide = z.infer<typeof truthSchema>['rides'][number];

export const configFor = (url: string, more: Partial<InsidersConfig> = {}): InsidersConfig =>
  spec.schema.parse({
    authorize_url: `${url}/oauth/authorize`,
    token_url: `${url}/oauth/token`,
    revoke_url: `${url}/oauth/revoke`,
    api_url: `${url}/v1/`,
    webhook_subscriptions_url: `${url}/v1/webhook_subscriptions`,
    client_id: 'sandbox-client',
    client_secret: SECRET,
    ...more,
  });

export class SandboxClient {
  readonly config: InsidersConfig;
  readonly io: PlainIo = plainIo();

  constructor(readonly url: string) {
    this.config = configFor(url);
  }

  /** A control call; the answer as JSON, or null. */
  async control(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const answer = await request(`${this.url}/sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  async rides(riderId: string): Promise<TrueRide[]> {
    const { rides } = truthSchema.parse(await this.control('GET', '/truth'));
    return rides.filter((ride) => ride.riderId === riderId);
  }

  async firstRider(): Promise<string> {
    const { riders } = z
      .object({ riders: z.array(z.object({ id: z.string() })).min(1) })
      .parse(await this.control('GET', '/riders'));
    return riders[0]?.id ?? '';
  }

  /** Says yes on the consent page, for the scopes that stay ticked. */
  async consent(riderId: string, granted: readonly string[] = this.config.scopes): Promise<AuthorizationGrant> {
    const codeVerifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const url = new URL(insiders.oauth.authorizeUrl(this.config, { state: 'st', codeChallenge, redirectUri: REDIRECT_URI }));
    const form = new URLSearchParams(url.searchParams);
    form.set('decision', 'allow');
    form.set('rider', riderId);
    for (const scope of granted) form.append('granted', scope);
    const answer = await request(`${url.origin}${url.pathname}`, {
      method: 'POST',
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await answer.body.dump();
    const back = new URL(String(answer.headers['location'])).searchParams;
    return { code: back.get('code') ?? '', codeVerifier, redirectUri: REDIRECT_URI, scope: back.get('scope') ?? undefined };
  }

  async connect(riderId: string): Promise<{ tokens: Tokens; identity: Identity }> {
    return insiders.oauth.exchange(this.config, await this.consent(riderId), this.io);
  }
}

/** As the contract of Insiders says: hex HMAC-SHA256 over timestamp, a dot and the raw body. */
export function sign(body: Uint8Array, secret: string, atMs: number): { headers: Record<string, string>; body: Uint8Array } {
  const timestamp = String(Math.floor(atMs / 1000));
  const mac = createHmac('sha256', secret)
    .update(Buffer.concat([Buffer.from(`${timestamp}.`), body]))
    .digest('hex');
  return { headers: { 'webhook-timestamp': timestamp, 'webhook-signature': `v1=${mac}` }, body };
}
