/** A fake: a store that takes conditions and writes all the same, as some that speak S3's protocol do. */
import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

interface Held {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface CarelessStore {
  readonly url: string;
  /** By path: `/bucket/name`. */
  readonly held: ReadonlyMap<string, Held>;
  stop(): Promise<void>;
}

const metadataOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (name.startsWith('x-amz-meta-') ? [[name, String(value)]] : [])),
  );

export async function startCarelessStore(): Promise<CarelessStore> {
  const held = new Map<string, Held>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url?.split('?')[0] ?? '');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'PUT') held.set(path, { bytes: Buffer.concat(chunks), metadata: metadataOf(request.headers) });
      const found = held.get(path);
      if (request.method === 'DELETE') {
        held.delete(path);
        response.writeHead(204).end();
      } else if (found) response.writeHead(200, { etag: `"${hash('md5', found.bytes)}"`, ...found.metadata }).end();
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
