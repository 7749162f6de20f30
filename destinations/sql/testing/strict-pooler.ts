/** A fake: a pooler before a real PostgreSQL that refuses start-up parameters it does not know, as PgBouncer does without `ignore_startup_parameters`. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

const KNOWN: ReadonlySet<string> = new Set([
  'user',
  'database',
  'client_encoding',
  'datestyle',
  'timezone',
  'application_name',
  'standard_conforming_strings',
]);
const LENGTH_BYTES = 4;
const VERSION_BYTES = 4;

export interface StrictPooler {
  readonly port: number;
  stop(): Promise<void>;
}

/** ErrorResponse: severity, SQLSTATE, text. */
function refusal(name: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0Munsupported startup parameter: ${name}\0\0`);
  const head = Buffer.alloc(1 + LENGTH_BYTES, 'E');
  head.writeInt32BE(LENGTH_BYTES + fields.length, 1);
  return Buffer.concat([head, fields]);
}

export async function startStrictPooler(host: string, port: number): Promise<StrictPooler> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    // Small, so it comes in one piece.
    client.once('data', (startup: Buffer) => {
      const words = startup
        .subarray(LENGTH_BYTES + VERSION_BYTES)
        .toString()
        .split('\0');
      const unknown = words.find((word, index) => index % 2 === 0 && word !== '' && !KNOWN.has(word.toLowerCase()));
      if (unknown !== undefined) {
        client.end(refusal(unknown));
        return;
      }
      const onward = connect(port, host);
      open.add(onward);
      onward.on('error', () => client.destroy());
      client.on('close', () => onward.destroy());
      onward.on('close', () => client.destroy());
      onward.write(startup);
      client.pipe(onward).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
