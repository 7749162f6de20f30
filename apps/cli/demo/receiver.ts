/** The demo's webhook receiver: what an app behind Freehub would be. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Problem } from '../../../model/problem.js';
import { isFree } from '../runtime/ports.js';
import { ridesOf } from './activity.js';
import type { Journal } from './journal.js';
import type { SignatureCheck } from './signature.js';

export interface Receiver {
  readonly port: number;
  readonly url: string;
  /** Since this start. */
  readonly signatures: { readonly verified: number; readonly refused: number };
  close(): Promise<void>;
}

export interface ReceiverOptions {
  /** Taken when it is free; 0 or a taken one = any free one. */
  readonly port: number;
  readonly secret: string;
  readonly check: SignatureCheck;
  readonly journal: Journal;
}

/** Terra's bodies are megabytes for a long ride. */
const MOST_BYTES = 256 << 20;

export async function startReceiver({ port: wanted, secret, check, journal }: ReceiverOptions): Promise<Receiver> {
  const signatures = { verified: 0, refused: 0 };

  /** @returns the status of the answer. */
  const receive = async (request: IncomingMessage): Promise<number> => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > MOST_BYTES) return 413;
    }
    const atMs = Date.now();
    const body = Buffer.concat(chunks).toString();
    if (!(await check.verify(body, String(request.headers['terra-signature'] ?? ''), secret))) {
      signatures.refused++;
      return 401;
    }
    signatures.verified++;
    for (const ride of ridesOf(body, atMs, String(request.headers['x-terra-ordering-timestamp'] ?? '')))
      await journal.write(ride);
    return 200;
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'POST') {
      response.writeHead(405, { allow: 'POST' }).end();
      return;
    }
    receive(request).then(
      (status) => response.writeHead(status).end(),
      // Not an event that an app could read: the sender must hear of it.
      () => response.writeHead(400).end(),
    );
  };

  const server = createServer(handle);
  server.listen(wanted !== 0 && (await isFree(wanted)) ? wanted : 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Problem('bug', 'the demo receiver has no port');
  const { port } = address;
  return {
    port,
    url: `http://127.0.0.1:${port}/hooks/terra`,
    signatures,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
