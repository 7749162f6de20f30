/** Agents of node:http and node:https whose every socket goes through the egress guard: for SDKs that dial by themselves. */
import { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

export interface GuardedAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** A guarded socket, not yet connected, for one scheme: plain `http:` goes to allowed addresses only. */
type MakeSocket = (scheme: 'http:' | 'https:') => Socket;

const addressOf = ({ host, hostname, port }: { host?: unknown; hostname?: unknown; port?: unknown }, fallback: number) => {
  const name = typeof host === 'string' ? host : typeof hostname === 'string' ? hostname : 'localhost';
  return { host: name.replace(/^\[|\]$/g, ''), port: Number(port ?? fallback) };
};

/** As undici's: below the 5 s after which many servers close an idle connection, some without a word of it. */
const IDLE_MS = 4_000;
/** A request that sets out just before the server hangs up is lost: the socket goes this much earlier than the server said. */
const HINT_MARGIN_MS = 1_000;

/** How long a socket may wait for its next request, by what its server last said (`Keep-Alive: timeout=5`); 0 = it may not. */
function idleMsOf(socket: Duplex): number {
  const hint = '_httpMessage' in socket ? hintOf(socket._httpMessage) : undefined;
  return hint === undefined ? IDLE_MS : Math.max(0, Math.min(IDLE_MS, hint * 1_000 - HINT_MARGIN_MS));
}

function hintOf(message: unknown): number | undefined {
  const answer = message instanceof ClientRequest && 'res' in message ? message.res : undefined;
  const said = answer instanceof IncomingMessage ? answer.headers['keep-alive'] : undefined;
  const seconds = typeof said === 'string' ? /(?:^|[\s,])timeout=(\d+)/i.exec(said)?.[1] : undefined;
  return seconds === undefined ? undefined : Number(seconds);
}

function endIdle(this: Socket): void {
  this.destroy();
}

/** Node's agent goes by the server's hint only where it has a `timeout` of its own, which would also watch slow requests. */
function keep(socket: Duplex): boolean {
  const idleMs = idleMsOf(socket);
  if (idleMs > 0 && socket instanceof Socket) socket.setTimeout(idleMs, endIdle);
  return idleMs > 0;
}
function wake(socket: Duplex): void {
  if (socket instanceof Socket) socket.setTimeout(0, endIdle);
}

export function guardedAgents(makeSocket: MakeSocket, maxSockets: number): GuardedAgents {
  const options = { keepAlive: true, maxSockets, timeout: 0 };
  class GuardedHttp extends HttpAgent {
    override createConnection(to: object): Duplex {
      const { host, port } = addressOf(to, 80);
      return makeSocket('http:').connect(port, host);
    }
    override keepSocketAlive(socket: Duplex): boolean {
      super.keepSocketAlive(socket);
      return keep(socket);
    }
    override reuseSocket(socket: Duplex, request: ClientRequest): void {
      wake(socket);
      super.reuseSocket(socket, request);
    }
  }
  class GuardedHttps extends HttpsAgent {
    override createConnection(to: object): Duplex {
      const { host, port } = addressOf(to, 443);
      const own: ConnectionOptions = to;
      const servername = own.servername ?? (isIP(host) ? '' : host);
      return connectTls({ ...own, servername, socket: makeSocket('https:').connect(port, host) });
    }
    override keepSocketAlive(socket: Duplex): boolean {
      super.keepSocketAlive(socket);
      return keep(socket);
    }
    override reuseSocket(socket: Duplex, request: ClientRequest): void {
      wake(socket);
      super.reuseSocket(socket, request);
    }
  }
  return { http: new GuardedHttp(options), https: new GuardedHttps(options) };
}
