/** The admin API, called by its own contract. */
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import type { GivenTo, Route } from '../../api/http/contract/route.js';
import { Problem, type ProblemKind } from '../../../model/problem.js';
import { type ServerEvent, serverEvents } from './events.js';
import { NO_ANSWER } from './no-answer.js';

export interface Admin {
  /** @throws Problem with the server's own sentence, or that it cannot be reached */
  call<Each extends Route>(route: Each, given?: GivenTo<Each>): Promise<z.output<Each['answer']>>;
  /** What it answers as bytes, whatever they are. @throws Problem as `call` does */
  file<Each extends Route>(route: Each, given?: GivenTo<Each>): Promise<Uint8Array>;
  /** What it tells as server-sent events, as they come. @throws Problem as `call` does, and when it breaks off */
  events<Each extends Route>(route: Each, given?: GivenTo<Each>): AsyncIterable<ServerEvent>;
}

/** The other way round of how the api turns kinds into statuses. */
const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: 'payload',
  401: 'auth',
  403: 'auth',
  404: 'missing',
  409: 'conflict',
  422: 'config',
  429: 'rate_limited',
  503: 'transient',
};
const problemSchema = z.object({ detail: z.string(), code: z.string().optional() });

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** JSON, or bytes, to it; JSON back. @throws Problem */
export async function callJson<Schema extends z.ZodType>(
  schema: Schema,
  call: Call,
  signal: AbortSignal,
): Promise<z.output<Schema>> {
  const bytes = await exchange({ ...call, headers: { ...call.headers, accept: 'application/json' } }, signal);
  const read = schema.safeParse(parse(bytes));
  if (read.success) return read.data;
  throw new Problem('config', `what answers at ${new URL(call.url).origin} is no Freehub of this version`);
}

/** @throws Problem for whatever is not answered with success; its code is the server's, or the status where the server gives none */
async function exchange(call: Call, signal: AbortSignal): Promise<Buffer> {
  const answer = await ask(call, signal);
  try {
    return Buffer.from(await answer.arrayBuffer());
  } catch (cause) {
    throw away(call, signal, cause);
  }
}

/** The body of an answer of success, as it comes. @throws Problem as `exchange` does */
async function ask(call: Call, signal: AbortSignal): Promise<Dispatcher.ResponseData['body']> {
  const { method, url, headers, body } = call;
  let status: number;
  let bytes: Buffer;
  try {
    const answer = await request(url, {
      method,
      signal,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': typeOf(body) }) },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
    status = answer.statusCode;
    if (status < 400) return answer.body;
    bytes = Buffer.from(await answer.body.arrayBuffer());
  } catch (cause) {
    throw away(call, signal, cause);
  }
  const told = problemSchema.safeParse(parse(bytes));
  throw new Problem(KINDS[status] ?? 'bug', told.success ? told.data.detail : `Freehub answered ${status}`, {
    code: told.data?.code ?? String(status),
  });
}

const away = ({ url }: Call, signal: AbortSignal, cause: unknown): Problem =>
  signal.aborted
    ? new Problem('canceled', 'stopped', { cause })
    : new Problem(
        'transient',
        `Freehub does not answer at ${new URL(url).origin}: start it with \`freehub up\`, or set FREEHUB_PUBLIC_URL or --url`,
        { cause, code: NO_ANSWER },
      );

const typeOf = (body: unknown): string => (body instanceof Uint8Array ? 'application/octet-stream' : 'application/json');

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** What is given, as it stands in an address. */
const texts = (given: unknown): [string, string][] =>
  Object.entries(typeof given === 'object' && given !== null ? given : {}).flatMap(
    ([name, value]: [string, unknown]): [string, string][] =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
  );

/** @param apiUrl origin of the api, without a slash at the end. */
export function openAdmin(apiUrl: string, token: string, signal: AbortSignal): Admin {
  const callOf = <Each extends Route>({ method, path }: Each, { params, query, body }: GivenTo<Each>): Call => {
    const values = new Map(texts(params));
    const url = new URL(
      `${apiUrl}/admin${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ''))}`,
    );
    for (const [name, value] of texts(query)) url.searchParams.set(name, value);
    return { method, url: url.href, headers: { authorization: `Bearer ${token}` }, body };
  };
  return {
    call: <Each extends Route>(route: Each, given: GivenTo<Each> = {}) =>
      callJson<Each['answer']>(route.answer, callOf(route, given), signal),
    file: (route, given = {}) => exchange(callOf(route, given), signal),
    events: async function* (route, given = {}) {
      yield* serverEvents(await ask(callOf(route, given), signal), signal);
    },
  };
}
