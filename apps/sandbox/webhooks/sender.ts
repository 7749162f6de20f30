/** Takes due events from the queue and posts them until they are acknowledged or the schedule is used up. */
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Database } from '../store/database.js';
import type { Subscription, Subscriptions } from './subscriptions.js';
import { sign } from './signature.js';

/** Waits before the second, third … try (seconds): the contract's 1 min, 30 min, 4 h, 24 h, 72 h. */
const RETRY_SECONDS = [60, 1800, 14_400, 86_400, 259_200] as const;
const ANSWER_MS = 5000;
/** Enough for 500/s at 60 ms each; more would only queue at the receiver. */
const PARALLEL = 32;

export interface WebhookStats {
  sent: number;
  acked: number;
  failed: number;
  /** Given up after the last try. */
  abandoned: number;
}

export interface SenderParts {
  readonly database: Database;
  readonly subscriptions: Subscriptions;
  readonly now: () => number;
  readonly retryScale: number;
  /** Events in one call: 1 = an object, more = an array. */
  readonly batch: number;
  readonly stats: WebhookStats;
  /** What faults do to this call's signature. */
  readonly tamper: () => { skewSeconds: number; forge: boolean };
}

export interface Sender {
  /** Looks at the queue soon. Cheap to call often. */
  readonly wake: () => void;
  pending(): number;
  close(): Promise<void>;
}

const row = z.object({ seq: z.number(), event_id: z.string(), body: z.string(), attempts: z.number() });
type Outgoing = z.infer<typeof row>;

export function openSender({ database, subscriptions, now, retryScale, batch, stats, tamper }: SenderParts): Sender {
  const { sql } = database;
  // What an earlier run had in its hands may or may not have arrived: it is sent again.
  sql.exec('update outgoing set claimed = 0');
  const claim = sql.prepare(
    'update outgoing set claimed = 1 where seq in (select seq from outgoing where claimed = 0 and due_at <= ? order by due_at, seq limit ?) returning seq, event_id, body, attempts',
  );
  const done = sql.prepare('delete from outgoing where seq = ?');
  const later = sql.prepare('update outgoing set claimed = 0, attempts = attempts + 1, due_at = ? where seq = ?');
  const next = sql.prepare('select min(due_at) as due from outgoing where claimed = 0');
  const count = sql.prepare('select count(*) as pending from outgoing');
  const agent = new Agent({ connections: PARALLEL, keepAliveTimeout: 30_000 });
  const closing = new AbortController();
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  let woken = false;

  const settle = (event: Outgoing, ok: boolean): void => {
    if (ok) {
      stats.acked++;
      done.run(event.seq);
      return;
    }
    stats.failed++;
    const wait = RETRY_SECONDS[event.attempts];
    if (wait === undefined) {
      stats.abandoned++;
      done.run(event.seq);
    } else later.run(now() + wait * 1000 * retryScale, event.seq);
  };

  const send = async (subscription: Subscription, events: readonly Outgoing[]): Promise<void> => {
    const body = batch > 1 ? `[${events.map((event) => event.body).join(',')}]` : (events[0]?.body ?? '');
    stats.sent += events.length;
    const ok = await post(subscription, body);
    if (closing.signal.aborted) return;
    database.transaction(() => {
      for (const event of events) settle(event, ok);
    });
  };

  const post = async (subscription: Subscription, body: string): Promise<boolean> => {
    const { skewSeconds, forge } = tamper();
    const timestamp = Math.floor(now() / 1000) + skewSeconds;
    const signature = sign(forge ? `${subscription.secret}x` : subscription.secret, timestamp, body);
    try {
      const answer = await request(subscription.url, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          'content-type': 'application/json',
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature,
          'user-agent': 'insiders-sandbox',
        },
        body,
        headersTimeout: ANSWER_MS,
        bodyTimeout: ANSWER_MS,
        signal: closing.signal,
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      return false;
    }
  };

  const look = (): void => {
    woken = false;
    const subscription = subscriptions.current();
    if (closing.signal.aborted || !subscription) return;
    while (inFlight < PARALLEL) {
      const events = claim.all(now(), batch).map((raw) => row.parse(raw));
      if (events.length === 0) break;
      inFlight++;
      void send(subscription, events).finally(() => {
        inFlight--;
        wake();
      });
    }
    const due = next.get()?.['due'];
    clearTimeout(timer);
    if (inFlight < PARALLEL && typeof due === 'number') timer = setTimeout(wake, Math.max(1, Math.min(due - now(), 60_000)));
  };

  const wake = (): void => {
    if (woken || closing.signal.aborted) return;
    woken = true;
    // After the caller's transaction, never inside it.
    setImmediate(look);
  };

  wake();
  return {
    wake,
    pending: () => Number(count.get()?.['pending']),
    async close() {
      clearTimeout(timer);
      closing.abort();
      await agent.destroy();
    },
  };
}
