/** What connections cost that do nothing: memory of the worker with few and with many. */
import { readFileSync } from 'node:fs';
import { startRig } from '../rig.js';
import { type Case, less } from '../row.js';

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
const MANY = 100_000;

export const idle: Case = {
  name: 'idle',
  async run() {
    const rig = await startRig({ users: 10, seconds: 60 });
    try {
      const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 8_000));
      const pid = rig.worker.pid;
      await settle();
      const before = residentMb(pid);
      await rig.db.query(
        `INSERT INTO connection (id, environment_id, provider_app_id, provider, provider_user_id, next_poll_at, synced_until)
         SELECT uuidv7(), $1, (SELECT id FROM provider_app LIMIT 1), 'INSIDERS', 'idle_' || n, now() + interval '1 day', now() FROM generate_series(1, $2) n`,
        [rig.environmentId, MANY],
      );
      await settle();
      await settle();
      return [
        less(`worker memory with ${MANY.toLocaleString('en')} idle connections`, residentMb(pid), 'MB', before, 'floor: with 10'),
      ];
    } finally {
      await rig.close();
    }
  },
};
