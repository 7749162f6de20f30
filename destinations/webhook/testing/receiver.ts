/** A webhook receiver as an app would write it: a real HTTP server that checks Terra's signature. Faults on request. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Receiver {
  readonly url: string;
  /** Headers of the newest request, and how many connections were opened in all. */
  readonly seen: { headers: IncomingHttpHeaders; connections: number; requests: number };
  onBody: (body: string, bytes: Buffer) => void;
  /** Instead of 200. */
  answer: Answer | undefined;
  /** Takes the request over, body read. */
  takeOver: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Holds every answer back until the returned function is called. */
  stall(): () => Promise<void>;
  stop(): Promise<void>;
}

/** One `v1` of the header matches. Written from the contract, not with our own signer. */
export function signatureMatches(header: string, body: string | Buffer, secret: string): boolean {
  const parts = header.split(',');
  const t = parts[0]?.replace('t=', '') ?? '';
  const wanted = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
  return parts.slice(1).some((part) => {
    const given = Buffer.from(part.replace('v1=', ''), 'hex');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

export async function startReceiver({ secret }: { secret: string }): Promise<Receiver> {
  let open: Promise<undefined> | undefined;
  const seen: Receiver['seen'] = { headers: {}, connections: 0, requests: 0 };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString();
    seen.headers = request.headers;
    seen.requests += 1;
    await open;
    if (receiver.takeOver) {
      receiver.takeOver(request, response);
      return;
    }
    const reply = (status: number, headers: Readonly<Record<string, string>> = {}, text = '{"success":true}'): void => {
      response.writeHead(status, headers).end(text);
    };
    if (receiver.answer) reply(receiver.answer.status, receiver.answer.headers, receiver.answer.body);
    else if (!signatureMatches(request.headers['terra-signature']?.toString() ?? '', bytes, secret)) reply(401);
    else if (body.includes('too much')) reply(413);
    else {
      receiver.onBody(body, bytes);
      reply(200);
    }
  };
  const server = createServer((request, response) => {
    // A request that its sender breaks off has nobody to answer.
    handle(request, response).catch(() => response.destroy());
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    seen,
    onBody: () => undefined,
    answer: undefined,
    takeOver: undefined,
    stall: () => {
      const gate = Promise.withResolvers<undefined>();
      open = gate.promise;
      return () => {
        open = undefined;
        gate.resolve(undefined);
        return Promise.resolve();
      };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return receiver;
}
