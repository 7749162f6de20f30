/** Agents of node:http and node:https whose every socket goes through the egress guard: for SDKs that dial by themselves. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
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

export function guardedAgents(makeSocket: MakeSocket, maxSockets: number): GuardedAgents {
  const options = { keepAlive: true, maxSockets, timeout: 0 };
  class GuardedHttp extends HttpAgent {
    override createConnection(to: object): Duplex {
      const { host, port } = addressOf(to, 80);
      return makeSocket('http:').connect(port, host);
    }
  }
  class GuardedHttps extends HttpsAgent {
    override createConnection(to: object): Duplex {
      const { host, port } = addressOf(to, 443);
      const own: ConnectionOptions = to;
      const servername = own.servername ?? (isIP(host) ? '' : host);
      return connectTls({ ...own, servername, socket: makeSocket('https:').connect(port, host) });
    }
  }
  return { http: new GuardedHttp(options), https: new GuardedHttps(options) };
}
