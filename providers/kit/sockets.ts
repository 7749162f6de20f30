/** The platform's way to a provider's websocket: guarded egress, short messages, a sign of life, Problems only. */
import type { Agent as HttpAgent, IncomingMessage } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { WebSocket } from 'ws';
import { Problem } from '../../model/problem.js';
import { refusalOf } from './http.js';
import type { ProviderLine, ProviderSockets } from './provider-io.js';

export interface SocketOptions {
  /** Guarded: hosts that a user typed are checked when it connects. */
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  /** Of the handshake. */
  readonly timeoutMs?: number;
  /** A line that answers no ping for so long is dead: while nothing is recorded nothing else shows it. */
  readonly pingMs?: number;
  /** A longer message ends the line. */
  readonly maxMessageBytes?: number;
}

const GOING_AWAY = 1001;

/** @param signal ends all lines at once */
export function providerSockets(options: SocketOptions, signal: AbortSignal): ProviderSockets {
  const { agents, timeoutMs = 15_000, pingMs = 30_000, maxMessageBytes = 256 << 10 } = options;
  return {
    open: (url, onText) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) throw stopped();
        const { protocol, host } = new URL(url);
        const socket = new WebSocket(url, {
          agent: protocol === 'wss:' ? agents.https : agents.http,
          headers: { 'user-agent': 'freehub' },
          handshakeTimeout: timeoutMs,
          maxPayload: maxMessageBytes,
          // Inflating costs memory that no limit holds before it is spent.
          perMessageDeflate: false,
          followRedirects: false,
        });
        const closing = Promise.withResolvers<number>();
        // Whoever opened it may have gone by then.
        closing.promise.catch(() => undefined);
        const line: ProviderLine = {
          say: (text) => {
            socket.send(text);
          },
          close: () => {
            socket.close(GOING_AWAY);
            socket.terminate();
          },
          closed: closing.promise,
        };
        const fail = (problem: Problem): void => {
          closing.reject(problem);
          reject(problem);
          socket.terminate();
        };
        const stop = (): void => {
          fail(stopped());
        };
        signal.addEventListener('abort', stop, { once: true });
        let alive = true;
        const pinging = setInterval(() => {
          if (!alive) fail(unreachable(host, 'SILENT'));
          else if (socket.readyState === WebSocket.OPEN) {
            alive = false;
            socket.ping();
          }
        }, pingMs);
        socket.on('pong', () => {
          alive = true;
        });
        socket.on('open', () => {
          resolve(line);
        });
        socket.on('unexpected-response', (_request, response: IncomingMessage) => {
          const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
          response.destroy();
          fail(refusalOf({ status: response.statusCode ?? 0, headers, body: new Uint8Array() }, 'the websocket'));
        });
        socket.on('message', (data: Buffer, isBinary) => {
          alive = true;
          if (isBinary) return;
          try {
            onText(data.toString(), line);
          } catch (error) {
            fail(Problem.from(error, 'reading a websocket'));
          }
        });
        socket.on('error', (error) => {
          fail(error instanceof Problem ? error : unreachable(host, 'code' in error ? String(error.code) : undefined, error));
        });
        socket.on('close', (code) => {
          clearInterval(pinging);
          signal.removeEventListener('abort', stop);
          closing.resolve(code);
        });
      }),
  };
}

const stopped = (): Problem => new Problem('canceled', 'the websocket was stopped');
const unreachable = (host: string, code: string | undefined, cause?: unknown): Problem =>
  new Problem('transient', `the websocket of ${host} could not be reached or broke off`, { code, cause });
