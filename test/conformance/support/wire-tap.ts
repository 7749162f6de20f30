/** Stands between a client and the api and writes down everything: what unmodified clients really send, and what they really get. */
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

export interface Exchange {
  readonly method: string;
  /** As sent, query and a bare `?` included. */
  readonly url: string;
  /** Below the mount, without query: `/activity`. */
  readonly path: string;
  readonly sent: Readonly<Record<string, string>>;
  readonly sentBody: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const MOUNT = /^\/(api\/)?v2/;
/** Of one connection each (RFC 9110 §7.6.1); the body is read whole, so its length is known anew. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'expect']);

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export class WireTap {
  readonly exchanges: Exchange[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {}

  /** @param target the api. */
  static async start(target: string): Promise<WireTap> {
    const server = createServer();
    const tap = new WireTap(server, target);
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      tap.#pass(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tap;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Those with this call, such as `GET /activity`. */
  of(call: string): readonly Exchange[] {
    return this.exchanges.filter(({ method, path }) => `${method} ${path}` === call);
  }

  /** Every call that was made, once. */
  calls(): readonly string[] {
    return [...new Set(this.exchanges.map(({ method, path }) => `${method} ${path}`))].sort();
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = incoming;
    const sent = plain(incoming.headers);
    const body = await whole(incoming);
    const answer = await request(new URL(url, this.target), {
      method: method as 'GET',
      headers: Object.fromEntries(Object.entries(sent).filter(([name]) => !OF_CONNECTION.has(name))),
      ...(body.length > 0 ? { body } : {}),
    });
    const bytes = await whole(answer.body);
    const headers = plain(answer.headers);
    this.exchanges.push({
      method,
      url,
      path: (url.split('?')[0] ?? '').replace(MOUNT, ''),
      sent,
      sentBody: body.toString(),
      status: answer.statusCode,
      headers,
      body: bytes.toString(),
    });
    for (const [name, value] of Object.entries(headers)) if (!OF_CONNECTION.has(name)) response.setHeader(name, value);
    response.writeHead(answer.statusCode).end(bytes);
  }
}
