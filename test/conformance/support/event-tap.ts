/** A webhook destination that keeps every delivery byte for byte. */
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export interface Delivered {
  readonly headers: Readonly<Record<string, string>>;
  /** As it was signed. */
  readonly raw: string;
  readonly type: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly signature: string;
  readonly traceId: string;
  readonly reference: string;
  readonly orderingMs: number;
  /** Unix milliseconds by our clock. */
  readonly atMs: number;
  readonly answered: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const bodySchema = z.looseObject({ type: z.string() });

export class EventTap {
  /** Every delivery, also those that were refused. */
  readonly all: Delivered[] = [];
  /** Decides what is answered; default 200. */
  answer: (delivery: Omit<Delivered, 'answered'>) => Reply = () => ({ status: 200 });

  private constructor(private readonly server: Server) {}

  static async start(): Promise<EventTap> {
    const server = createServer();
    const tap = new EventTap(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      tap.#take(request, response).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tap;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks/terra`;
  }

  /** Taken with 2xx. */
  get taken(): readonly Delivered[] {
    return this.all.filter(({ answered }) => answered < 300);
  }

  of(type: string): readonly Delivered[] {
    return this.taken.filter((one) => one.type === type);
  }

  under(reference: string): readonly Delivered[] {
    return this.taken.filter((one) => one.reference === reference);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const raw = Buffer.concat(chunks).toString();
    const json = bodySchema.parse(JSON.parse(raw));
    const delivery = {
      headers,
      raw,
      type: json.type,
      json,
      signature: headers['terra-signature'] ?? '',
      traceId: headers['x-terra-trace-id'] ?? '',
      reference: headers['terra-reference'] ?? '',
      orderingMs: Number(headers['x-terra-ordering-timestamp'] ?? Number.NaN),
      atMs: Date.now(),
    };
    const { status, headers: more = {} } = this.answer(delivery);
    this.all.push({ ...delivery, answered: status });
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end('{"success":true}');
  }
}
