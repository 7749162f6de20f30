/** The live API's websocket `/v1/ws/preprocessed-data/{device}/`: what a device records, as it records it. Needs a token as its first message. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { accountNamed } from './accounts.js';
import { openFeed, type Feed } from './feed.js';

const PATH = /^\/v1\/ws\/preprocessed-data\/([^/]+)\/$/;
const AUTHORIZE_MS = 3_000;
const EVERY_MS = 1_000;
const MOST_BYTES = 16_384;
const wordSchema = z.object({ action: z.literal('authorize'), token: z.string() });
/** Our own: the documentation tells no codes. */
const CLOSE = { unauthorized: 4401, forbidden: 4403, unknown: 4404, late: 4408 } as const;

export function installLiveSocket(app: FastifyInstance, sandbox: Sandbox): void {
  const server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false });
  const feeds = new Map<WebSocket, Feed>();
  let timer: NodeJS.Timeout | null = null;

  const tick = (): void => {
    for (const [socket, feed] of feeds)
      for (const message of feed.due()) {
        if (sandbox.faults.strike('dropped_socket')) {
          socket.terminate();
          break;
        }
        socket.send(message);
      }
  };
  const greet = (socket: WebSocket, deviceId: string): void => {
    const late = setTimeout(() => {
      socket.close(CLOSE.late, 'Authorization timed out');
    }, AUTHORIZE_MS);
    socket.on('error', () => {
      socket.terminate();
    });
    socket.on('close', () => {
      clearTimeout(late);
      feeds.delete(socket);
    });
    socket.once('message', (data: Buffer) => {
      clearTimeout(late);
      const refusal = refusalOf(sandbox, data.toString(), deviceId);
      if (refusal) {
        socket.close(CLOSE[refusal], refusal);
        return;
      }
      socket.send('Authorized');
      feeds.set(socket, openFeed(sandbox, deviceId));
      timer ??= setInterval(tick, EVERY_MS);
    });
    socket.send('Authorization needed');
  };

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const deviceId = PATH.exec(new URL(request.url ?? '/', 'ws://sandbox').pathname)?.[1];
    if (deviceId === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (opened) => {
      greet(opened, deviceId);
    });
  });
  app.addHook('preClose', (done) => {
    if (timer) clearInterval(timer);
    for (const socket of server.clients) socket.terminate();
    server.close(() => {
      done();
    });
  });
}

/** Why this first message opens nothing; null = it does. */
function refusalOf(sandbox: Sandbox, text: string, deviceId: string): Exclude<keyof typeof CLOSE, 'late'> | null {
  const username = sandbox.liveTokens.accountOf(tokenIn(text));
  const account = username === undefined ? undefined : accountNamed(sandbox, username);
  if (!account) return 'unauthorized';
  if (account.role !== 'MANAGER') return 'forbidden';
  return sandbox.devices.find(deviceId) ? null : 'unknown';
}

function tokenIn(text: string): string {
  try {
    return wordSchema.parse(JSON.parse(text)).token;
  } catch {
    return '';
  }
}
