/** A Temporal server of a test's own, for tests that stop it, kill it or throw its data away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stablePort } from './stable-port.js';
import { findTemporal, startTemporal, type RunningTemporal } from '../../../apps/cli/runtime/temporal.js';

export interface PrivateTemporal {
  /** host:port; the same after a restart. */
  readonly address: string;
  readonly namespace: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again on the same port. `wipe` throws all its data away first. */
  restart(options?: { wipe?: boolean }): Promise<void>;
  dispose(): Promise<void>;
}

/** The first call on a machine may build the server (minutes), which is told on standard error. */
export async function privateTemporal(): Promise<PrivateTemporal> {
  const folder = await mkdtemp(join(tmpdir(), 'freehub-test-temporal-'));
  const program = await findTemporal({ progress: tellRarely() });
  const port = await stablePort();
  const database = join(folder, 'temporal.db');
  const start = () =>
    startTemporal({ program, port, uiPort: 0, database, namespace: 'default', logFile: join(folder, 'temporal.log') });
  let running: RunningTemporal = await start();
  return {
    address: running.address,
    namespace: 'default',
    stop: () => running.stop(),
    kill: () => running.kill(),
    restart: async ({ wipe = false } = {}) => {
      await running.stop();
      if (wipe) await Promise.all(['', '-wal', '-shm'].map((part) => rm(`${database}${part}`, { force: true })));
      running = await start();
    },
    dispose: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const EVERY_MS = 15_000;

function tellRarely(): (line: string) => void {
  let toldAt = 0;
  return (line) => {
    if (Date.now() - toldAt < EVERY_MS) return;
    toldAt = Date.now();
    process.stderr.write(`Temporal for tests: ${line}\n`);
  };
}
