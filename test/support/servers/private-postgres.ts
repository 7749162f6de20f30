/** A PostgreSQL of a test's own, for tests that stop, kill or restart it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stablePort } from './stable-port.js';
import { startPostgres, type RunningPostgres } from '../../../apps/cli/runtime/postgres.js';

export interface PrivatePostgres {
  /** URL of a database; the same after a restart. */
  url(database: string): string;
  ensureDatabase(database: string): Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL for the whole server, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again (after `stop` or `kill`, or stops it first) on the same port and data. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

/** @param options.durable true for tests of what survives; default false, which is several times as fast. */
export async function privatePostgres(options: { durable?: boolean } = {}): Promise<PrivatePostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'freehub-test-postgres-'));
  const port = await stablePort();
  const start = () =>
    startPostgres({
      folder: join(folder, 'data'),
      port,
      password: 'only-for-tests-0000',
      durable: options.durable ?? false,
      logFile: join(folder, 'postgres.log'),
    });
  let running: RunningPostgres = await start();
  return {
    url: (database) => running.url(database),
    ensureDatabase: (database) => running.ensureDatabase(database),
    stop: () => running.stop(),
    kill: () => running.kill(),
    restart: async () => {
      await running.stop();
      running = await start();
    },
    dispose: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
