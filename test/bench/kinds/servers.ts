import { startHostServer } from '../../support/servers/host-server.js';

/** Runs `work` with the servers of the test suite at hand, each started when it is first asked for, and ends them. */
export async function withServers<Result>(work: () => Promise<Result>): Promise<Result> {
  const host = await startHostServer();
  process.env['TEST_SERVERS_URL'] = host.url;
  try {
    return await work();
  } finally {
    delete process.env['TEST_SERVERS_URL'];
    await host.stop();
  }
}
