/** A client of a sandbox for its tests: connects as an app would, over real HTTP, and receives webhooks on a real port. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

export const BASIC = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;
export const REDIRECT = 'http://127.0.0.1:9/callback?keep=1';
export const ALL_SCOPES = ['activity:read', 'profile:read', 'offline_access'];

const answerSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number(),
  scope: z.string(),
  user_id: z.string(),
});
export type TokenAnswer = z.infer<typeof answerSchema>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed; null when it is not JSON. */
  readonly json: unknown;
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

export const send = (url: string, method: string, body?: unknown): Promise<Answer> =>
  call(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });

export const get = (url: string, accessToken: string, headers: Record<string, string> = {}): Promise<Answer> =>
  call(url, { headers: { authorization: `Bearer ${accessToken}`, ...headers } });

export const form = (
  url: string,
  fields: Record<string, string | string[]>,
  authorization: string | null = BASIC,
): Promise<Answer> => {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
  return call(url, { method: 'POST', body, ...(authorization !== null && { headers: { authorization } }) });
};

export function newChallenge(): { verifier: string; query: Record<string, string> } {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = {
    response_type: 'code',
    client_id: 'sandbox-client',
    redirect_uri: REDIRECT,
    scope: ALL_SCOPES.join(' '),
    state: 's&1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  return { verifier, query };
}

/** Presses "Allow". */
export async function consent(url: string, query: Record<string, string>, rider: string, granted = ALL_SCOPES): Promise<URL> {
  const answer = await form(`${url}/oauth/authorize`, { ...query, decision: 'allow', rider, granted }, null);
  return new URL(answer.headers.get('location') ?? 'missing:');
}

export async function exchange(url: string, code: string, verifier: string): Promise<Answer> {
  return form(`${url}/oauth/token`, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier });
}

export const refresh = (url: string, token: string): Promise<Answer> =>
  form(`${url}/oauth/token`, { grant_type: 'refresh_token', refresh_token: token });

export async function connect(url: string, rider: string, granted = ALL_SCOPES): Promise<TokenAnswer> {
  const { verifier, query } = newChallenge();
  const target = await consent(url, query, rider, granted);
  const answer = await exchange(url, target.searchParams.get('code') ?? '', verifier);
  return answerSchema.parse(answer.json);
}

export const tokensOf = (answer: Answer): TokenAnswer => answerSchema.parse(answer.json);

export async function riderIds(url: string): Promise<[string, ...string[]]> {
  const { riders } = z
    .object({ riders: z.tuple([z.object({ id: z.string() })], z.object({ id: z.string() })) })
    .parse((await call(`${url}/sandbox/riders`)).json);
  return [riders[0].id, ...riders.slice(1).map(({ id }) => id)];
}

const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  user_id: z.string(),
  object_id: z.string().nullable(),
  revision: z.number().nullable(),
  occurred_at: z.string(),
  changes: z.array(z.string()),
});
export type ReceivedEvent = z.infer<typeof eventSchema>;

export interface Receiver {
  readonly url: string;
  readonly calls: { headers: IncomingHttpHeaders; body: string }[];
  readonly challenges: URLSearchParams[];
  /** What the next deliveries are answered with; 204 when there is none left. */
  readonly answers: number[];
  /** False = the challenge is answered wrongly. */
  honest: boolean;
  events(): ReceivedEvent[];
  /** Waits until `count` events are there. */
  until(count: number): Promise<ReceivedEvent[]>;
  close(): void;
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      const query = new URL(request.url ?? '', 'http://receiver').searchParams;
      receiver.challenges.push(query);
      response.end(JSON.stringify({ challenge: receiver.honest ? query.get('challenge') : 'no' }));
      return;
    }
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const status = receiver.answers.shift() ?? 204;
      if (status < 300) receiver.calls.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook?a=1`,
    calls: [],
    challenges: [],
    answers: [],
    honest: true,
    events: () =>
      receiver.calls.flatMap(({ body }) => [z.union([eventSchema, z.array(eventSchema)]).parse(JSON.parse(body))].flat()),
    async until(count) {
      for (let i = 0; i < 400 && receiver.events().length < count; i++) await sleep(10);
      return receiver.events();
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}

export const EVENTS = ['activity.created', 'activity.updated', 'activity.deleted', 'user.deauthorized', 'user.scopes_changed'];

export const subscribe = (url: string, target: string, events = EVENTS, authorization = BASIC): Promise<Answer> =>
  call(`${url}/v1/webhook_subscriptions`, {
    method: 'POST',
    body: JSON.stringify({ url: target, events, verify_token: 'word' }),
    headers: { 'content-type': 'application/json', authorization },
  });

export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
