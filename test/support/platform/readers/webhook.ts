/** An app's endpoint that keeps whole bodies. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { signatureMatches } from '../../../../destinations/webhook/testing/receiver.js';
import { stablePort } from '../../servers/stable-port.js';
import { heldNewest, type DestinationReader, type Version } from './events.js';

export async function webhookReader(): Promise<DestinationReader> {
  const port = await stablePort();
  const secret = `whsec-${randomBytes(16).toString('hex')}`;
  const versions: Version[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const signed = signatureMatches(String(request.headers['terra-signature']), body, secret);
    if (signed)
      versions.push({ event: JSON.parse(body), orderingMs: Number(request.headers['x-terra-ordering-timestamp'] ?? Number.NaN) });
    response.writeHead(signed ? 200 : 401).end('{}');
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    name: 'webhook',
    kind: 'webhook',
    config: { url: `http://127.0.0.1:${port}/events`, signing_secret: secret },
    readAll: () => Promise.resolve(heldNewest(versions)),
    dispose: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
