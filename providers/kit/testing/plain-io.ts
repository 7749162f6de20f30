/** A ProviderIo for tests: straight to the network, without budget and egress policy, with the same Problems as the platform's. */
import { request } from 'undici';
import { Problem } from '../../../model/problem.js';
import type { ProviderIo, ProviderRequest } from '../provider-io.js';

export interface PlainIo extends ProviderIo {
  /** What was asked so far. */
  readonly requests: readonly ProviderRequest[];
}

export function plainIo(signal: AbortSignal = new AbortController().signal): PlainIo {
  const requests: ProviderRequest[] = [];
  return {
    requests,
    async request(call) {
      requests.push(call);
      try {
        const answer = await request(call.url, {
          method: call.method,
          headers: call.headers ?? {},
          body: call.body ?? null,
          signal,
        });
        const body = Buffer.from(await answer.body.arrayBuffer());
        const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
        return { status: answer.statusCode, headers, body };
      } catch (cause) {
        if (signal.aborted) throw new Problem('canceled', 'the request was stopped', { cause });
        throw new Problem('transient', 'the provider did not answer in full', { cause });
      }
    },
  };
}
