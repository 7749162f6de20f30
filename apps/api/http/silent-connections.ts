/** Connections on which nothing was ever sent: browsers and clients open some ahead of time. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

interface Closing {
  readonly server: Pick<Server, 'on'>;
  addHook(name: 'preClose', hook: (done: () => void) => void): unknown;
}

/** Node takes one for a request that is on its way: a server that is being stopped would wait a minute for it. */
export function dropSilentConnections(fastify: Closing): void {
  const open = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  fastify.addHook('preClose', (done) => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
