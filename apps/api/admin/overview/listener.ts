/** One client's stream of server-sent events. */
import { Readable } from 'node:stream';

const HEARTBEAT_MS = 15_000;
/** A session that ended or was revoked does not go on listening: it is asked so often whether it still may. */
const CHECK_EVERY_MS = 5_000;
/** Then the client connects again: to whichever process has room by then. */
const LASTS_MS = 600_000;
/** Of a client that does not read: it is cut off, and connects again. */
const MOST_BUFFERED_BYTES = 1 << 20;
/** How long the browser waits before it connects again. */
const RETRY_MS = 3_000;

export class Listener {
  readonly stream = new Readable({ read: () => undefined });
  /** It has been shown one. */
  hasOverview = false;
  private readonly timers: readonly NodeJS.Timeout[];

  /** @param may whether its operator is still logged in */
  constructor(may: () => Promise<boolean>, onClose: () => void) {
    const check = async (): Promise<void> => {
      // While the database is away nothing is told either.
      if (!(await may().catch(() => true))) this.end();
    };
    this.timers = [
      setInterval(() => {
        this.write(': \n\n');
      }, HEARTBEAT_MS),
      setInterval(() => void check(), CHECK_EVERY_MS),
      setTimeout(() => {
        this.end();
      }, LASTS_MS),
    ];
    // None of them keeps the process up.
    for (const timer of this.timers) timer.unref();
    this.stream.once('close', () => {
      for (const timer of this.timers) clearTimeout(timer);
      onClose();
    });
    // A client that goes away in the middle is no error of ours.
    this.stream.on('error', () => undefined);
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  tell(event: string, data: object): void {
    this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    if (!this.stream.destroyed && !this.stream.readableEnded) this.stream.push(null);
  }

  private write(text: string): void {
    if (this.stream.destroyed || this.stream.readableEnded) return;
    this.stream.push(text);
    if (this.stream.readableLength > MOST_BUFFERED_BYTES) this.stream.destroy();
  }
}
