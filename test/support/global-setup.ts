/**
 * Jest: before the first test file of a run. Starts the process behind which the shared servers are started when a test asks for them.
 * Jest loads this file by itself, without our module rules: it imports nothing of ours.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

declare global {
  // Jest hands nothing else from set-up to tear-down.
  var freehubTestServers: ChildProcess | undefined;
}

export default async function setUp(_: unknown, { rootDir }: { rootDir: string }): Promise<void> {
  const support = join(rootDir, 'test', 'support');
  const host = spawn(
    process.execPath,
    ['--import', join(support, 'typescript-hooks.ts'), join(support, 'servers', 'host-main.ts')],
    {
      cwd: rootDir,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  globalThis.freehubTestServers = host;
  const address = await Promise.race([once(host.stdout, 'data').then(String), once(host, 'exit').then(() => null)]);
  if (address === null) throw new Error('the process for test servers ended at once; see above');
  process.env['TEST_SERVERS_URL'] = address.trim();
}
