import pLimit, { type LimitFunction } from 'p-limit';
import { request } from 'undici';
import { Problem } from '../../model/problem.js';
import { withDeadline } from '../kit/deadline.js';
import { requestLine } from '../kit/exchange.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { assertWanted } from '../kit/wanted.js';
import { answerOf } from './answer.js';
import { drained, readHead } from './answer-body.js';
import { checkWebhook } from './check.js';
import { classifyWebhook } from './classify.js';
import { type Sent, exchangeOf } from './exchange.js';
import { bodyOf, headersOf, ownHeaders, secretsOf } from './post.js';
import { terraSignature } from './signature.js';
import { webhookCapabilities } from './spec.js';
import type { WebhookConfig } from './spec.js';

/** Posts events to one receiver. Connections live in the guard's pool, so a session holds none itself. */
export class WebhookSession implements DestinationSession {
  readonly #io: DestinationIo;
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #config: WebhookConfig;
  readonly #secrets: readonly string[];
  readonly #headers: Readonly<Record<string, string>>;
  /** Values of the config's own headers. */
  readonly #given: Readonly<Record<string, string>>;
  readonly #line: string;
  readonly #limit: LimitFunction;
  readonly #inFlight = new InFlight();

  constructor(config: WebhookConfig, io: DestinationIo) {
    this.#io = io;
    this.#limit = pLimit(io.concurrency ?? webhookCapabilities.concurrency);
    this.#url = new URL(config.url);
    this.#timeoutMs = config.timeout_ms;
    this.#config = config;
    this.#secrets = secretsOf(config);
    const own = ownHeaders(config);
    this.#headers = { 'user-agent': io.userAgent, ...own };
    this.#given = own;
    this.#line = requestLine('POST', this.#url);
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return checkWebhook(this.#url.host, (item) => this.#inFlight.run(() => this.#post(item, signal)), watch);
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() => Promise.all(items.map((item) => this.#limit(() => this.#post(item, signal)))));
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => Promise.resolve());
  }

  async #post(item: DeliveryItem, signal: AbortSignal): Promise<ItemResult> {
    const sent: Sent = { line: this.#line, given: this.#given, query: [...this.#url.searchParams.values()], headers: null };
    try {
      assertWanted(item);
      return await withDeadline(signal, this.#timeoutMs, `posting to ${this.#url.host}`, (inner) =>
        this.#exchange(item, sent, inner),
      );
    } catch (error) {
      const problem = classifyWebhook(error, this.#url.host) ?? Problem.from(error, 'posting an event');
      return { ok: false, problem, ...(sent.headers && { exchange: exchangeOf(sent, null) }) };
    }
  }

  async #exchange(item: DeliveryItem, sent: Sent, signal: AbortSignal): Promise<ItemResult> {
    const { body, mediaType } = await bodyOf(item, this.#config);
    const nowMs = Date.now();
    const headers = headersOf(item, this.#headers, mediaType, terraSignature(body, this.#secrets, nowMs));
    sent.headers = headers;
    const response = await request(this.#url, {
      dispatcher: this.#io.egress.dispatcher,
      method: 'POST',
      headers,
      body,
      signal,
      // Our own deadline is the only clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const { statusCode } = response;
    const retryAfter = response.headers['retry-after'];
    const result = answerOf(statusCode, typeof retryAfter === 'string' ? retryAfter : undefined, this.#url.host, nowMs);
    if (result.ok) {
      await drained(response.body);
      return { ...result, exchange: { request: { line: this.#line }, answer: { line: String(statusCode) } } };
    }
    const head = await readHead(response.body);
    return { ...result, exchange: exchangeOf(sent, { statusCode, headers: response.headers, head }) };
  }
}
