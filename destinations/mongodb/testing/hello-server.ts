/** As much of a MongoDB server as a driver needs to learn of a replica set's members: it answers `hello`, and counts who dials. */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { BSON } from 'mongodb';

const HEADER_BYTES = 16;
const OP_MSG = 2013;
const OP_QUERY = 2004;
const OP_REPLY = 1;

export interface HelloServer {
  readonly address: string;
  connections(): number;
  stop(): Promise<void>;
}

function answer(request: Buffer, hello: object): Buffer {
  const requestId = request.readInt32LE(4);
  const document = BSON.serialize(hello);
  const legacy = request.readInt32LE(12) === OP_QUERY;
  // OP_REPLY: flags, cursor, start, count. OP_MSG: flags, kind of section.
  const before = Buffer.alloc(legacy ? 20 : 5);
  if (legacy) before.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + before.length + document.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, before, document]);
}

/** @param members makes the list that it tells, given its own address */
export async function startHelloServer(members: (own: string) => readonly string[]): Promise<HelloServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  let own = '';
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    let left = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      left = Buffer.concat([left, chunk]);
      while (left.length >= HEADER_BYTES && left.length >= left.readInt32LE(0)) {
        const request = left.subarray(0, left.readInt32LE(0));
        left = left.subarray(request.length);
        socket.write(
          answer(request, {
            ok: 1,
            isWritablePrimary: true,
            ismaster: true,
            helloOk: true,
            setName: 'rs',
            setVersion: 1,
            hosts: members(own),
            me: own,
            primary: own,
            minWireVersion: 0,
            maxWireVersion: 17,
          }),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  own = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    address: own,
    connections: () => count,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
