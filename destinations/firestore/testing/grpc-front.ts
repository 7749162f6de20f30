/**
 * A fake of what stands between Firestore and its callers: asks for a token, refuses documents, slows down, stalls. All else goes to the stand-in
 * behind it and back as it is, but for 64-bit integers, which the stand-in cannot hold: they go in as texts and `wideText` knows them again.
 */
import { connect, createServer } from 'node:http2';
import type { ClientHttp2Session, Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { wideAsText } from './commit-request.js';

export interface OwnAnswer {
  /** gRPC's number. */
  readonly status: number;
  /** `google.rpc.Status` in base64. */
  readonly details?: string;
}

export class GrpcFront {
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #behind: ClientHttp2Session;
  readonly #token: string;
  /** Requests wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Answers that come before those of the stand-in. */
  answer: (method: string, body: Buffer) => OwnAnswer | undefined = () => undefined;
  /** Methods that were called, in order. */
  readonly calls: string[] = [];

  private constructor(behind: string, token: string) {
    this.#token = token;
    this.#behind = connect(`http://${behind}`);
    this.#server = createServer();
    this.#server.on('session', (session) => {
      this.#sessions.add(session.once('close', () => this.#sessions.delete(session)));
    });
    this.#server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      this.#serve(stream, headers).catch(() => {
        stream.close();
      });
    });
  }

  static start(behind: string, token: string): Promise<GrpcFront> {
    const front = new GrpcFront(behind, token);
    return new Promise((resolve) => {
      front.#server.listen(0, '127.0.0.1', () => {
        resolve(front);
      });
    });
  }

  get host(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    this.#behind.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    let body: Buffer = Buffer.concat(chunks);
    await this.gate;
    const method = String(headers[':path']).split('/').at(-1) ?? '';
    this.calls.push(method);
    const own = headers.authorization === `Bearer ${this.#token}` ? this.answer(method, body) : { status: 16 };
    if (stream.destroyed) return;
    if (own) {
      const details = own.details === undefined ? {} : { 'grpc-status-details-bin': own.details };
      const trailersOnly = {
        ':status': 200,
        'content-type': 'application/grpc+proto',
        'grpc-status': String(own.status),
        ...details,
      };
      stream.respond(trailersOnly, { endStream: true });
      return;
    }
    if (method === 'Commit') body = wideAsText(body);
    const forwarded = { ...headers, 'content-length': undefined };
    const onward = this.#behind.request(forwarded);
    onward.on('error', () => {
      stream.close();
    });
    onward.on('response', (answered) => {
      if (stream.destroyed) return;
      const { 'grpc-status': status } = answered;
      if (status !== undefined) {
        stream.respond(answered, { endStream: true });
        return;
      }
      stream.respond(answered, { waitForTrailers: true });
      const trailers = new Promise<IncomingHttpHeaders>((resolve) => onward.once('trailers', resolve));
      stream.once('wantTrailers', () => {
        void trailers.then((sent) => {
          if (!stream.destroyed) stream.sendTrailers(sent);
        });
      });
      onward.pipe(stream);
    });
    onward.end(body);
  }
}
