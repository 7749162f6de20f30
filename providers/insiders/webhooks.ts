/** Insiders' webhooks: one subscription per application, thin events, HMAC over the raw bytes. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../../model/problem.js';
import { readJson, refusalOf, succeeded, textOf } from '../kit/http.js';
import { clientToken } from '../kit/oauth.js';
import type { ProviderNotice } from '../kit/items.js';
import type { ProviderWebhooks } from '../kit/provider.js';
import type { ProviderIo } from '../kit/provider-io.js';
import type { InsidersConfig } from './config.js';

/** A timestamp further away than this is a replay (or a clock that is wrong). */
const TOLERANCE_MS = 300_000;
const MOST_EVENTS = 100;

const KINDS = {
  'activity.created': 'changed',
  'activity.updated': 'changed',
  'activity.deleted': 'deleted',
  'user.deauthorized': 'deauthorized',
  'user.scopes_changed': 'scopes_changed',
} as const satisfies Record<string, ProviderNotice['kind']>;
type EventName = keyof typeof KINDS;
const isEventName = (type: string): type is EventName => Object.hasOwn(KINDS, type);

/** Ids are keys of indexes and steps of addresses. */
const idSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => id.isWellFormed() && !id.includes('\0') && id !== '.' && id !== '..');
/** As PostgreSQL reads it: whole years, and no offset of 16 hours. */
const instantSchema = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) < Date.UTC(2200, 0))
  .transform((text) => (/[+-](?:1[6-9]|2\d):\d\d$/.test(text) ? new Date(text).toISOString() : text));

/** What makes it an event of ours at all. */
const anyEventSchema = z.object({ id: z.string().min(1), type: z.string(), user_id: z.string().min(1) });
type AnyEvent = z.infer<typeof anyEventSchema>;
const eventSchema = z.object({
  id: idSchema,
  occurred_at: instantSchema,
  user_id: idSchema,
  object_id: idSchema.nullish(),
  revision: z.int().nullish(),
});
const looseEvents = anyEventSchema.loose();
const bodySchema = z.union([looseEvents, z.array(looseEvents).min(1).max(MOST_EVENTS)]);
const subscriptionSchema = z.object({ id: z.string().min(1), secret: z.string().min(1) });
const subscriptionsSchema = z.object({ data: z.array(z.object({ id: z.string().min(1), url: z.string() })) });

/** Equal in constant time, whatever the lengths. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function verify(
  request: { headers: Readonly<Record<string, string>>; body: Uint8Array },
  secrets: readonly string[],
  nowMs: number,
): void {
  const timestamp = request.headers['webhook-timestamp'];
  const header = request.headers['webhook-signature'];
  if (timestamp === undefined || header === undefined)
    throw new Problem('auth', 'the webhook is not signed: Webhook-Timestamp and Webhook-Signature are required');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp) * 1000) > TOLERANCE_MS) {
    throw new Problem('auth', 'the timestamp of the webhook is more than 5 minutes away from our clock');
  }
  const given = header
    .split(/[,\s]+/)
    .filter((part) => part.startsWith('v1='))
    .map((part) => part.slice(3).toLowerCase());
  const wanted = secrets.map((secret) => createHmac('sha256', secret).update(`${timestamp}.`).update(request.body).digest('hex'));
  // No early end: the time taken tells nothing of which secret or signature was near.
  const matches = given.flatMap((one) => wanted.map((other) => equal(one, other))).filter(Boolean).length;
  if (matches === 0) throw new Problem('auth', 'the signature of the webhook does not match');
}

/** Kept for an operator to see. Refusing it instead would have the provider send it, and its neighbours, again and again. */
function faultyNotice(event: AnyEvent, kind: ProviderNotice['kind'], fault: string): ProviderNotice {
  const user = idSchema.safeParse(event.user_id);
  return {
    eventId: `faulty:${createHash('sha256').update(JSON.stringify(event)).digest('hex')}`,
    kind,
    providerUserId: user.success ? user.data : 'unreadable',
    ref: null,
    occurredAt: new Date().toISOString(),
    fault,
  };
}

function noticeOf(event: AnyEvent, kind: ProviderNotice['kind']): ProviderNotice {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    return faultyNotice(event, kind, `the event cannot be used: its ${at || 'shape'} is not as it should be`);
  }
  const { id, occurred_at: occurredAt, user_id: providerUserId, object_id: object, revision } = parsed.data;
  const about = kind === 'changed' || kind === 'deleted';
  if (about && typeof object !== 'string') return faultyNotice(event, kind, `the event ${event.type} names no activity`);
  const ref = about && typeof object === 'string' ? { type: 'activity' as const, id: object, revision: revision ?? null } : null;
  return { eventId: id, kind, providerUserId, ref, occurredAt, fault: null };
}

/**
 * One event or up to 100. Types that are not known here are none of our subscription: they are left out; what is of a known type and cannot be used
 * has a fault.
 */
function parse(body: Uint8Array): readonly ProviderNotice[] {
  let json: unknown;
  try {
    json = JSON.parse(textOf(body));
  } catch (cause) {
    throw new Problem('payload', 'the webhook is no JSON', { cause });
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) throw new Problem('payload', `the webhook is neither an event nor 1 to ${MOST_EVENTS} of them`);
  return [parsed.data].flat().flatMap((event) => (isEventName(event.type) ? [noticeOf(event, KINDS[event.type])] : []));
}

/** As the application, not as a user. */
async function authorized(config: InsidersConfig, io: ProviderIo): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await clientToken(config, io)}`, accept: 'application/json' };
}

export const webhooks: ProviderWebhooks<InsidersConfig> = {
  async subscribe(config, url, verifyToken, io) {
    const response = await io.request({
      method: 'POST',
      url: config.webhook_subscriptions_url,
      headers: { ...(await authorized(config, io)), 'content-type': 'application/json' },
      body: JSON.stringify({ url, events: Object.keys(KINDS), verify_token: verifyToken }),
      counted: false,
    });
    if (response.status === 409)
      throw new Problem('conflict', 'Insiders has a subscription for this application already: remove it there, then try again', {
        code: '409',
      });
    const { id, secret } = readJson(response, subscriptionSchema, 'the webhook subscription');
    return { subscriptionId: id, secret };
  },

  async unsubscribe(config, subscriptionId, io) {
    const headers = await authorized(config, io);
    const response = await io.request({
      method: 'DELETE',
      url: `${config.webhook_subscriptions_url}/${encodeURIComponent(subscriptionId)}`,
      headers,
      counted: false,
    });
    // Gone already is what was wanted.
    if (!succeeded(response) && response.status !== 404) throw refusalOf(response, 'the webhook subscription');
  },

  async subscriptions(config, io) {
    const headers = await authorized(config, io);
    const response = await io.request({ method: 'GET', url: config.webhook_subscriptions_url, headers, counted: false });
    // Not every installation of the provider shows them.
    if (response.status === 404 || response.status === 405) return [];
    const { data } = readJson(response, subscriptionsSchema, 'the webhook subscriptions');
    return data.map(({ id, url }) => ({ subscriptionId: id, url }));
  },

  challenge(query, verifyToken) {
    const { mode, challenge, verify_token: token } = query;
    if (mode !== 'subscribe' || challenge === undefined) return null;
    if (token === undefined || !equal(token, verifyToken))
      return { status: 403, body: JSON.stringify({ error: 'verify_token does not match' }) };
    return { status: 200, body: JSON.stringify({ challenge }) };
  },

  verify,
  parse,
};
