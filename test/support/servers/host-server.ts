/** Lets the test processes of a run ask for its shared servers: GET /kafka starts it, unless it runs, and answers with its address. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Problem } from '../../../model/problem.js';
import { ServerHost, SHARED_SERVERS } from './host.js';
import type { SharedServer } from './shared-server.js';

export interface HostServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startHostServer(): Promise<HostServer> {
  const host = new ServerHost();
  const servers: readonly SharedServer<unknown>[] = Object.values(SHARED_SERVERS);
  const ask = async (url: string | undefined): Promise<unknown> => {
    const wanted = servers.find(({ name }) => url === `/${name}`);
    if (wanted === undefined) throw new Problem('missing', `there is no shared server ${url ?? ''}`);
    return host.shared(wanted);
  };
  const server = createServer((request, response) => {
    ask(request.url).then(
      (address) => response.end(JSON.stringify(address)),
      (error: unknown) => response.writeHead(500).end(told(error)),
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

/** A Problem is written for people; anything else needs its stack. */
function told(error: unknown): string {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
