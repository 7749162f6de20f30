/** Lets the test processes of a run ask for its shared servers: GET /postgres, GET /temporal. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { ServerHost } from './host.js';

export interface HostServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startHostServer(): Promise<HostServer> {
  const host = new ServerHost();
  const server = createServer((request, response) => {
    const asked =
      request.url === '/postgres'
        ? host.postgres()
        : request.url === '/temporal'
          ? host.temporal()
          : Promise.reject(new Error('no such server'));
    asked.then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  });
  // A connection that is closed while it is idle may be taken for the next question at that very moment.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await host.stop();
    },
  };
}
