/** The lent websocket through the real egress guard, plain and over TLS. */
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { certificateAuthority } from '../../test/support/servers/certificates.js';
import { providerSockets } from './sockets.js';

describe.each(['ws', 'wss'] as const)('%s', (scheme) => {
  const guards: EgressGuard[] = [];
  let server: HttpServer | HttpsServer;
  let echo: WebSocketServer;
  let ca: string;
  let connections = 0;
  beforeAll(async () => {
    const authority = certificateAuthority();
    const { certificate: cert, key } = authority.issue('localhost');
    ca = authority.certificate;
    server = scheme === 'ws' ? createServer() : createTlsServer({ cert, key });
    server.on('connection', () => (connections += 1));
    echo = new WebSocketServer({ server, path: '/echo/' });
    echo.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        socket.send(`you said ${data.toString()}`);
        socket.close(4321);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    for (const guard of guards.splice(0)) await guard.close();
  });
  afterAll(() => {
    echo.close();
    server.closeAllConnections();
    server.close();
  });

  const sockets = (allow: string[], signal = new AbortController().signal) => {
    // Open websockets do not count among the connections that requests share.
    const guard = new EgressGuard(allow, { connectionsPerOrigin: 1, resolve: () => Promise.resolve(['127.0.0.1']) });
    guards.push(guard);
    const { agents } = guard;
    agents.https.options.ca = ca;
    return providerSockets({ agents }, signal);
  };
  const url = (path = '/echo/'): string => `${scheme}://localhost:${(server.address() as AddressInfo).port}${path}`;

  test('carries texts both ways, and ends with the code of the server', async () => {
    const heard: string[] = [];
    const line = await sockets(['127.0.0.1']).open(url(), (text) => heard.push(text));
    line.say('hello');
    expect([await line.closed, heard]).toEqual([4321, ['you said hello']]);
  });

  test('reaches nothing that the guard refuses', async () => {
    const before = connections;
    await expect(sockets([]).open(url(), () => undefined)).rejects.toMatchObject({ kind: 'config', code: 'EGRESS_BLOCKED' });
    expect(connections).toBe(before);
  });

  test('an answer that is no websocket is what its status says', async () => {
    await expect(sockets(['127.0.0.1']).open(url('/none/'), () => undefined)).rejects.toMatchObject({ code: '400' });
  });

  test('stops when it is told to, before and after it is open', async () => {
    const stop = new AbortController();
    const lent = sockets(['127.0.0.1'], stop.signal);
    const line = await lent.open(url(), () => undefined);
    stop.abort();
    await expect(line.closed).rejects.toMatchObject({ kind: 'canceled' });
    await expect(lent.open(url(), () => undefined)).rejects.toMatchObject({ kind: 'canceled' });
  });

  test('a line takes no place from requests or from other lines', async () => {
    const lent = sockets(['127.0.0.1']);
    const lines = [];
    for (let n = 0; n < 3; n++) lines.push(await lent.open(url(), () => undefined));
    for (const line of lines) {
      line.close();
      await line.closed;
    }
    expect(lines).toHaveLength(3);
  });

  test('what cannot be read ends the line', async () => {
    const line = await sockets(['127.0.0.1']).open(url(), () => {
      throw new Error('odd');
    });
    line.say('hello');
    await expect(line.closed).rejects.toMatchObject({ kind: 'bug' });
  });
});
