/**
 * A TCP proxy before a broker's plain listener that makes the broker advertise another port: so all of a client's connections can be led through a
 * fault proxy. The broker's own address in its answers (host, then port as INT32) is replaced byte by byte, of equal length.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Transform } from 'node:stream';

const HOST = '127.0.0.1';

const pattern = (port: number): Buffer => {
  const bytes = Buffer.alloc(HOST.length + 4);
  bytes.write(HOST, 'latin1');
  bytes.writeInt32BE(port, HOST.length);
  return bytes;
};

/** Answers come with their length before them, so each is whole when it is looked through. */
function replacing(from: Buffer, to: () => Buffer): Transform {
  let held = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = Buffer.concat([held, chunk]);
      let end = 0;
      while (held.length >= end + 4 && held.length >= end + 4 + held.readInt32BE(end)) end += 4 + held.readInt32BE(end);
      const whole = held.subarray(0, end);
      for (let at = whole.indexOf(from); at >= 0; at = whole.indexOf(from, at + 1)) to().copy(whole, at);
      held = held.subarray(end);
      done(null, whole);
    },
  });
}

export class AdvertisedFront {
  /** What clients are told; set it before they come. */
  advertisedPort = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(broker: string): Promise<AdvertisedFront> {
    const brokerPort = Number(broker.split(':')[1]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    const front = new AdvertisedFront(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => {
      const upstream = connect(brokerPort, HOST);
      for (const socket of [client, upstream]) {
        front.#sockets.add(socket);
        socket
          .on('error', () => undefined)
          .on('close', () => {
            front.#sockets.delete(socket);
            client.destroy();
            upstream.destroy();
          });
      }
      client.pipe(upstream);
      upstream.pipe(replacing(pattern(brokerPort), () => pattern(front.advertisedPort))).pipe(client);
    });
    return front;
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) =>
      this.server.close(() => {
        resolve();
      }),
    );
  }
}
