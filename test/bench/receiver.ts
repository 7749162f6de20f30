/** A webhook receiver that reads everything, answers at once and remembers when each ride came. */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BenchReceiver {
  readonly url: string;
  readonly count: number;
  readonly bytes: number;
  /** Resolves when `count` deliveries have come since the last reset. @throws when `timeoutMs` is over. */
  reached(count: number, timeoutMs: number): Promise<void>;
  /** Called with the first bytes of each body: enough to find the id in. */
  onDelivery: (head: string) => void;
  reset(): void;
  close(): Promise<void>;
}

/** @param answerAfterMs 0 = at once. */
export async function startBenchReceiver(answerAfterMs = 0): Promise<BenchReceiver> {
  let [count, bytes] = [0, 0];
  const receiver: { onDelivery: (head: string) => void } = { onDelivery: () => undefined };
  const server: Server = createServer((request, response) => {
    let head = '';
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (head.length < 2_000) head += chunk.toString('latin1', 0, 2_000);
    });
    request.on('end', () => {
      const answer = (): void => {
        count++;
        receiver.onDelivery(head);
        response.end('{}');
      };
      if (answerAfterMs === 0) answer();
      else setTimeout(answer, answerAfterMs);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    get onDelivery() {
      return receiver.onDelivery;
    },
    set onDelivery(handler) {
      receiver.onDelivery = handler;
    },
    async reached(wanted, timeoutMs) {
      const until = performance.now() + timeoutMs;
      while (count < wanted) {
        if (performance.now() > until) throw new Error(`only ${count} of ${wanted} deliveries came in ${timeoutMs / 1000} s`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    reset() {
      [count, bytes] = [0, 0];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
