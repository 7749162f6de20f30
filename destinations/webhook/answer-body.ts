/** The body of a receiver's answer. The status has decided: one that is slow, broken or endless costs the connection, not the event. */
import type { Dispatcher } from 'undici';
import { READ_BODY_BYTES } from '../kit/exchange.js';

type Body = Dispatcher.ResponseData['body'];

/** Receivers have nothing to tell but the status: more than this is cut off with its connection. */
const MOST_RESPONSE_BYTES = 64 * 1024;

/** The beginning of a body. */
export interface Head {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** Nothing of it is wanted. */
export async function drained(body: Body): Promise<void> {
  await body.dump({ limit: MOST_RESPONSE_BYTES }).catch(() => undefined);
}

/** Its beginning is kept; the rest is read, so that the connection can be used again. What came before it broke is told. */
export async function readHead(body: Body): Promise<Head> {
  const chunks: Uint8Array[] = [];
  let [kept, seen, ended] = [0, 0, false];
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      const part = chunk.subarray(0, READ_BODY_BYTES - kept);
      if (part.byteLength > 0) chunks.push(part);
      kept += part.byteLength;
      seen += chunk.byteLength;
      if (seen > MOST_RESPONSE_BYTES) break;
    }
    ended = seen <= MOST_RESPONSE_BYTES;
  } catch {
    // The connection broke, or our time is over.
  }
  return { bytes: Buffer.concat(chunks), isWhole: ended && kept === seen };
}
