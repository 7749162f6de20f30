/** The platform's way to a provider: guarded egress, the shared budget before each request, one deadline, Problems only. */
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import type { ConnectionId, ProviderAppId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { limitScopeOf, retryAfterMs } from './http.js';
import type { RateLimit } from './provider.js';
import type { ProviderIo, ProviderRequest, ProviderResponse } from './provider-io.js';

/** One token bucket. */
export interface Bucket {
  /** `app:{provider app}:{n}` or `connection:{id}:{n}`. */
  readonly key: string;
  readonly capacity: number;
  readonly perSecond: number;
  /** What this caller leaves in it for others. */
  readonly reserve: number;
}

/** The budget that all processes share (store/sync/budget.ts). */
export interface RequestBudget {
  /** Takes `count` from every bucket or from none. @throws Problem rate_limited with the time to wait. */
  take(buckets: readonly Bucket[], count: number): Promise<void>;
  /** The provider said to wait: nobody asks again before that. */
  block(keys: readonly string[], waitMs: number): Promise<void>;
}

export interface ProviderCallsOptions {
  readonly budget: RequestBudget;
  /** Guarded: hosts that a user typed are checked when it connects. */
  readonly dispatcher: Dispatcher;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

export interface Caller {
  readonly providerAppId: ProviderAppId;
  /** Null for calls that belong to no connection yet. */
  readonly connectionId: ConnectionId | null;
  readonly limits: readonly RateLimit[];
  /** `backfill` leaves a part of every bucket to live syncs. Default `live`. */
  readonly work?: 'live' | 'backfill';
}

/** Of each bucket, for what happens now: a backfill takes all that it is given. */
export const LIVE_SHARE = 0.2;

/** Most times that a request waits for our own budget instead of failing: short waits are cheaper than a retry. */
const SHORT_WAIT_MS = 250;

export class ProviderCalls {
  constructor(private readonly options: ProviderCallsOptions) {}

  /** @param expected requests that will follow for sure: taken from the budget in one go. */
  for(caller: Caller, signal: AbortSignal): ProviderIo & { prepay(count: number): Promise<void> } {
    const buckets = bucketsOf(caller);
    let prepaid = 0;
    const take = async (count: number): Promise<void> => {
      try {
        await this.options.budget.take(buckets, count);
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'rate_limited' || (error.retryAfterMs ?? Infinity) > SHORT_WAIT_MS)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs));
        await this.options.budget.take(buckets, count);
      }
    };
    return {
      prepay: async (count) => {
        await take(count);
        prepaid += count;
      },
      request: async (call) => {
        if (call.counted !== false) {
          if (prepaid > 0) prepaid--;
          else await take(1);
        }
        const response = await this.send(call, signal);
        if (response.status === 429 && call.counted !== false) {
          const scope = `${limitScopeOf(response.headers)}:`;
          const met = buckets.filter((bucket) => bucket.key.startsWith(scope)).map((bucket) => bucket.key);
          await this.options.budget.block(met, retryAfterMs(response.headers) ?? 30_000);
        }
        return response;
      },
    };
  }

  private async send(call: ProviderRequest, signal: AbortSignal): Promise<ProviderResponse> {
    const deadline = AbortSignal.timeout(this.options.timeoutMs);
    try {
      const answer = await request(call.url, {
        method: call.method,
        headers: { 'user-agent': 'freehub', ...call.headers },
        ...(call.body === undefined ? {} : { body: call.body }),
        dispatcher: this.options.dispatcher,
        signal: AbortSignal.any([signal, deadline]),
        headersTimeout: this.options.timeoutMs,
        bodyTimeout: this.options.timeoutMs,
      });
      const chunks: Uint8Array[] = [];
      let size = 0;
      const most = Math.min(call.maxBodyBytes ?? Infinity, this.options.maxBodyBytes);
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > most) {
          answer.body.destroy();
          throw new Problem('payload', `the provider's answer is larger than ${most} bytes`, {
            code: 'TOO_LARGE',
          });
        }
        chunks.push(chunk);
      }
      const headers = Object.fromEntries(
        Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
      );
      return { status: answer.statusCode, headers, body: joined(chunks, size) };
    } catch (error) {
      throw classify(error, signal, new URL(call.url).host);
    }
  }
}

/** In memory of its own, so that it can be handed to a thread without a copy. */
function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

function classify(error: unknown, stopped: AbortSignal, host: string): Problem {
  if (error instanceof Problem) return error;
  if (stopped.aborted) return new Problem('canceled', 'the request was stopped', { cause: error });
  const cause = error instanceof Error && error.cause instanceof Problem ? error.cause : null;
  if (cause) return cause;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return new Problem('transient', `the provider at ${host} could not be reached or did not answer in full`, {
    code,
    cause: error,
  });
}

/** With no connection: those of the whole app. */
export const bucketsOf = (caller: Caller): readonly Bucket[] =>
  caller.limits.flatMap((limit, index) => {
    const owner = limit.scope === 'app' ? caller.providerAppId : caller.connectionId;
    return owner === null
      ? []
      : [
          {
            key: `${limit.scope}:${owner}:${index}`,
            capacity: limit.requests,
            perSecond: limit.requests / limit.perSeconds,
            reserve: caller.work === 'backfill' ? Math.floor(limit.requests * LIVE_SHARE) : 0,
          },
        ];
  });
