/** Jest: after the last test file of a run. */
import { once } from 'node:events';

export default async function tearDown(): Promise<void> {
  const host = globalThis.freehubTestServers;
  if (host?.exitCode !== null) return;
  host.stdin?.end();
  await once(host, 'exit');
}
