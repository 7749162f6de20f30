/** What SDKs do that dial by themselves: node:http and node:https with the guard's agents, by name and by address. */
import { createServer, request as requestHttp } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createTlsServer, request as requestHttps } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certificateAuthority } from '../../../test/support/servers/certificates.js';
import { EgressGuard } from './egress.js';
import { classifyNetwork } from './network-errors.js';
import { closedPort } from '../testing/closed-port.js';

/** Larger than what a socket buffers by itself. */
const LARGE = 'x'.repeat(3_000_000);

/** How long the server says that it keeps an idle connection (seconds); without, it says 5. */
let keepAliveSeconds: number | undefined;
/** Answers with the length of what was sent, and counts connections. */
const answer: RequestListener = (incoming, outgoing) => {
  if (keepAliveSeconds !== undefined)
    outgoing.setHeader('connection', 'keep-alive').setHeader('keep-alive', `timeout=${keepAliveSeconds}`);
  let length = 0;
  incoming.on('data', (part: Buffer) => (length += part.byteLength));
  incoming.on('end', () => outgoing.end(String(length)));
};

describe.each(['http', 'https'] as const)('the guarded agents, %s', (scheme) => {
  const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
    localhost: ['127.0.0.1'],
    'two.example.com': ['127.0.0.2', '127.0.0.1'],
  };
  const resolve = async (name: string): Promise<readonly string[]> => {
    // As DNS does, it answers after the request was written.
    await sleep(5);
    const found = ADDRESSES[name];
    if (!found) throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    return found;
  };
  const egress = new EgressGuard(['127.0.0.0/8'], { resolve });
  let server: Server & { closeAllConnections(): void };
  let ca: string;
  let connections = 0;
  beforeAll(async () => {
    const authority = certificateAuthority();
    const { certificate: cert, key } = authority.issue('localhost');
    ca = authority.certificate;
    server = scheme === 'http' ? createServer(answer) : createTlsServer({ cert, key }, answer);
    server.on('connection', () => (connections += 1));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    await egress.close();
    server.closeAllConnections();
    server.close();
  });

  const put = (
    host: string,
    body: string,
    { guard = egress, port = (server.address() as AddressInfo).port, signal = new AbortController().signal } = {},
  ) =>
    new Promise<string>((done, fail) => {
      const options = { host, port, method: 'PUT', path: '/x', signal, headers: { 'content-length': String(body.length) } };
      const take = (incoming: IncomingMessage): void => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
        incoming.on('end', () => {
          done(text);
        });
      };
      const sent =
        scheme === 'http'
          ? requestHttp({ ...options, agent: guard.agents.http }, take)
          : requestHttps({ ...options, agent: guard.agents.https, ca }, take);
      sent.on('error', fail).end(body);
    });

  test.each(['localhost', '127.0.0.1'])('a body gets to %s, small and large, and the connection is kept', async (host) => {
    const before = connections;
    expect(await put(host, 'body')).toBe('4');
    expect(await put(host, LARGE)).toBe(String(LARGE.length));
    expect(connections - before).toBe(1);
  });

  test('an idle connection is given up before its server hangs up, by what the server said', async () => {
    const ended = Promise.withResolvers<undefined>();
    server.once('connection', (socket: Socket) => socket.once('close', () => ended.resolve(undefined)));
    egress.agents[scheme].destroy();
    const before = connections;
    keepAliveSeconds = 2;
    expect(await put('localhost', 'body')).toBe('4');
    expect(await put('localhost', 'body')).toBe('4');
    expect(connections - before).toBe(1);
    await ended.promise;
    keepAliveSeconds = 1;
    await put('localhost', 'body');
    await put('localhost', 'body');
    expect(connections - before).toBe(3);
    keepAliveSeconds = undefined;
  });

  test('many at once by name', async () => {
    const bodies = Array.from({ length: 100 }, (_, index) => 'y'.repeat(index + 1));
    expect(await Promise.all(bodies.map((body) => put('localhost', body)))).toEqual(bodies.map(({ length }) => String(length)));
  });

  if (scheme === 'http')
    test('the next address of a name is tried', async () => {
      expect(await put('two.example.com', LARGE)).toBe(String(LARGE.length));
    });

  test('a name without address, a closed port, a host that is refused: each says so', async () => {
    const fault = async (sent: Promise<unknown>) => sent.catch((error: unknown) => classifyNetwork(error, 'it') ?? error);
    expect(await fault(put('no-such-host.example', LARGE))).toMatchObject({
      kind: 'transient',
      message: 'it has no address in DNS',
    });
    expect(await fault(put('localhost', 'body', { port: await closedPort() }))).toMatchObject({ code: 'ECONNREFUSED' });
    const strict = new EgressGuard([], { resolve });
    expect(await fault(put('localhost', LARGE, { guard: strict }))).toMatchObject({ kind: 'config', code: 'EGRESS_BLOCKED' });
    await strict.close();
  });

  test('a stop during the look-up ends the request, and nothing is dialled after it', async () => {
    const answered = Promise.withResolvers<readonly string[]>();
    const slow = new EgressGuard(['127.0.0.1'], { resolve: () => answered.promise });
    const stop = new AbortController();
    const before = connections;
    const sent = put('slow.example.com', 'body', { guard: slow, signal: stop.signal });
    await sleep(1);
    stop.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    answered.resolve(['127.0.0.1']);
    await sleep(50);
    expect(connections).toBe(before);
    await slow.close();
  });
});
