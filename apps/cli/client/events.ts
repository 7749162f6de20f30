/** Server-sent events of the admin API, one by one as they come. */
import type { Readable } from 'node:stream';
import { Problem } from '../../../model/problem.js';

export interface ServerEvent {
  readonly name: string;
  /** JSON. */
  readonly data: unknown;
}

const NAME = /^event: (.*)$/m;
const DATA = /^data: (.*)$/gm;

/** @throws Problem transient when the connection breaks, canceled when the signal has fired */
export async function* serverEvents(body: Readable, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const name = NAME.exec(block)?.[1];
        // Others are signs of life.
        if (name === undefined) continue;
        const data: unknown = JSON.parse([...block.matchAll(DATA)].map(([, line]) => line ?? '').join('\n'));
        yield { name, data };
      }
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    if (signal.aborted) throw new Problem('canceled', 'stopped', { cause });
    throw new Problem('transient', 'the connection to Freehub broke before it had told everything', { cause });
  }
}
