/** An HTTP server in front of a real store: passes requests on byte by byte, holds writes, or answers itself. Host and signature stay as they are. */
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface OwnAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class Front {
  /** Answers in the store's place; undefined passes the request on. */
  intercept: (request: IncomingMessage) => OwnAnswer | undefined | Promise<OwnAnswer | undefined> = () => undefined;
  readonly #upstream: URL;
  readonly #server = createServer((incoming, response) => {
    void this.#serve(incoming, response);
  });
  #held: { readonly promise: Promise<undefined>; readonly release: () => void } | undefined;

  private constructor(upstream: string) {
    this.#upstream = new URL(upstream);
  }

  static async before(upstream: string): Promise<Front> {
    const front = new Front(upstream);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** Accepts requests but answers none until released; what was held is then passed on. */
  stall(): Promise<() => Promise<void>> {
    const held = Promise.withResolvers<undefined>();
    this.#held = {
      promise: held.promise,
      release: () => {
        held.resolve(undefined);
      },
    };
    return Promise.resolve(() => {
      this.#held = undefined;
      held.resolve(undefined);
      return Promise.resolve();
    });
  }

  async stop(): Promise<void> {
    this.#held?.release();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#held) await this.#held.promise;
    if (response.destroyed) return; // The client has given up meanwhile: its write never reaches the store.
    const own = await this.intercept(incoming);
    if (own) {
      incoming.resume();
      response.writeHead(own.status, { ...own.headers }).end(own.body ?? '');
      return;
    }
    const onward = request(
      {
        host: this.#upstream.hostname,
        port: this.#upstream.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.rawHeaders,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }
}

/** A port that nobody listens on: it was free a moment ago. */
export async function closedUrl(): Promise<string> {
  const front = await Front.before('http://127.0.0.1:1');
  const { url } = front;
  await front.stop();
  return url;
}
