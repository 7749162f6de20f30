import pLimit, { type LimitFunction } from 'p-limit';
import { request } from 'undici';
import { EVENT_CONTENT } from '../../model/activity-format.js';
import { Problem } from '../../model/problem.js';
import { contentOf } from '../kit/content.js';
import { withDeadline } from '../kit/deadline.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { assertWanted } from '../kit/wanted.js';
import { answerOf } from './answer.js';
import { checkWebhook } from './check.js';
import { classifyWebhook } from './classify.js';
import { terraSignature } from './signature.js';
import { webhookCapabilities } from './spec.js';
import type { WebhookConfig } from './spec.js';

/** Receivers have nothing to tell but the status: more than this is cut off with its connection. */
const MOST_RESPONSE_BYTES = 64 * 1024;

/** Terra's for a webhook in ping mode (terra.md §4). Each attempt makes a new link. */
const LINK_SECONDS = 300;

/** Posts events to one receiver. Connections live in the guard's pool, so a session holds none itself. */
export class WebhookSession implements DestinationSession {
  readonly #io: DestinationIo;
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #delivery: WebhookConfig['delivery'];
  readonly #inlineBytes: number;
  readonly #secrets: readonly string[];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #limit: LimitFunction;
  readonly #inFlight = new InFlight();

  constructor(config: WebhookConfig, io: DestinationIo) {
    this.#io = io;
    this.#limit = pLimit(io.concurrency ?? webhookCapabilities.concurrency);
    this.#url = new URL(config.url);
    this.#timeoutMs = config.timeout_ms;
    this.#delivery = config.delivery;
    this.#inlineBytes = config.inline_bytes;
    this.#secrets = [config.signing_secret, config.previous_signing_secret].filter((secret) => secret !== undefined);
    const own = Object.fromEntries(Object.entries(config.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    this.#headers = { 'user-agent': io.userAgent, ...own };
  }

  check(signal: AbortSignal): Promise<readonly CheckResult[]> {
    return checkWebhook(this.#url.host, (item) => this.#inFlight.run(() => this.#post(item, signal)));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() => Promise.all(items.map((item) => this.#limit(() => this.#post(item, signal)))));
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => Promise.resolve());
  }

  async #post(item: DeliveryItem, signal: AbortSignal): Promise<ItemResult> {
    try {
      assertWanted(item);
      return await withDeadline(signal, this.#timeoutMs, `posting to ${this.#url.host}`, (inner) => this.#exchange(item, inner));
    } catch (error) {
      return { ok: false, problem: classifyWebhook(error, this.#url.host) ?? Problem.from(error, 'posting an event') };
    }
  }

  /** The event, or the word where to fetch it: asked for, or because it is too large to post. A healthcheck says all there is to say. */
  async #bodyOf(item: DeliveryItem): Promise<{ readonly body: Uint8Array; readonly mediaType: string }> {
    if (item.type === 'healthcheck' || (this.#delivery === 'push' && item.body.byteLength <= this.#inlineBytes))
      return { body: item.body, mediaType: contentOf(item).mediaType };
    const { url, expiresInSeconds } = await item.link(LINK_SECONDS);
    const link = { type: 's3_payload', status: 'success', url, expires_in: expiresInSeconds };
    return { body: Buffer.from(JSON.stringify(link)), mediaType: EVENT_CONTENT.mediaType };
  }

  async #exchange(item: DeliveryItem, signal: AbortSignal): Promise<ItemResult> {
    const { body, mediaType } = await this.#bodyOf(item);
    const nowMs = Date.now();
    const signature = terraSignature(body, this.#secrets, nowMs);
    const response = await request(this.#url, {
      dispatcher: this.#io.egress.dispatcher,
      method: 'POST',
      headers: {
        ...this.#headers,
        'content-type': mediaType,
        ...(item.content ? ofRecord(item) : {}),
        'terra-signature': signature,
        'x-terra-signature': signature,
        'terra-reference': item.reference,
        'x-terra-trace-id': item.traceId,
        'x-terra-ordering-timestamp': String(item.orderingTimestampMs),
      },
      body,
      signal,
      // Our own deadline is the only clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // The status has decided: a body that is slow, broken or endless after it costs the connection, not the event.
    await response.body.dump({ limit: MOST_RESPONSE_BYTES }).catch(() => undefined);
    const retryAfter = response.headers['retry-after'];
    return answerOf(response.statusCode, typeof retryAfter === 'string' ? retryAfter : undefined, this.#url.host, nowMs);
  }
}

/** What Terra's JSON says itself, and a file does not. */
const ofRecord = ({ type, user, key, revision }: DeliveryItem): Readonly<Record<string, string>> => ({
  'x-freehub-type': type,
  'x-freehub-user-id': user.userId,
  'x-freehub-record-key': encodeURIComponent(key.toWellFormed()),
  'x-freehub-revision': String(revision),
});
