import type { Socket } from 'node:net';

/** PostgreSQL's SSLRequest message: length 8, code 80877103. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Asks a server whether it speaks TLS: true, false, or null when it does not say. */
export async function offersTls(dial: () => Promise<Socket>, timeoutMs: number): Promise<boolean | null> {
  const socket = await dial().catch(() => null);
  if (!socket) return null;
  return new Promise((resolve) => {
    const done = (answer: boolean | null): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => {
      done(null);
    });
    socket.once('error', () => {
      done(null);
    });
    socket.once('close', () => {
      done(null);
    });
    socket.once('data', (bytes) => {
      done(bytes[0] === 0x53 ? true : bytes[0] === 0x4e ? false : null);
    });
    socket.write(SSL_REQUEST);
  });
}
