/**
 * The shape of the built-in `fetch`, by undici's `request`: the built-in one does not take the dispatcher of another undici (Node 24: "invalid
 * onRequestStart method"). Redirects are given back, never followed.
 */
import { request } from 'undici';
import type { Dispatcher } from 'undici';

type Input = Parameters<typeof globalThis.fetch>[0];
type Init = NonNullable<Parameters<typeof globalThis.fetch>[1]>;

/** These may not carry a body, by the standard. */
const EMPTY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

export async function guardedFetch(dispatcher: Dispatcher, input: Input, init: Init = {}): Promise<Response> {
  if (typeof input !== 'string' && !(input instanceof URL)) throw new TypeError('the guarded fetch takes an address');
  const answer = await request(input, {
    dispatcher,
    method: methodOf(init),
    headers: Object.fromEntries(new Headers(init.headers)),
    body: await bodyOf(init.body),
    signal: init.signal ?? null,
    // The caller's signal is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const bytes = await answer.body.arrayBuffer();
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) for (const one of [value ?? []].flat()) headers.append(name, one);
  return new Response(EMPTY.has(answer.statusCode) ? null : bytes, { status: answer.statusCode, headers });
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function methodOf({ method = 'GET' }: Init): (typeof METHODS)[number] {
  const found = METHODS.find((one) => one === method.toUpperCase());
  if (!found) throw new TypeError('the guarded fetch knows GET, HEAD, POST, PUT, PATCH and DELETE');
  return found;
}

async function bodyOf(body: Init['body']): Promise<string | Uint8Array | null> {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array) return body ?? null;
  return new Uint8Array(await new Response(body).arrayBuffer());
}
