/** How long a provider waits for its 2xx at 500 notifications a second. */
import { Pool as HttpPool } from 'undici';
import { startBareIntake, startFloor } from '../floor.js';
import { startRig } from '../rig.js';
import { type Case, less } from '../row.js';
import { atRate, percentile } from '../stats.js';

const RATE = 500;
const COUNT = RATE * 6;

async function timed(send: (n: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  await atRate(COUNT, RATE, async (n) => {
    const startedMs = performance.now();
    await send(n);
    took.push(performance.now() - startedMs);
  });
  return took;
}

export const accept: Case = {
  name: 'accept',
  async run() {
    // Syncing 500 rides a second is another question: here the notices wait.
    const rig = await startRig({
      users: 500,
      seconds: 60,
      settings: { FREEHUB_NUDGE_DELAY_MS: '1000', FREEHUB_SYNC_CONCURRENCY: '1' },
    });
    try {
      const floor = await startFloor(rig.targetUrl, rig.provider.url, rig.receiver.url, false);
      const bareIntake = await startBareIntake(floor);
      const pool = new HttpPool(bareIntake.url, { connections: 64 });
      await rig.worker.stop();
      await atRate(500, 250, rig.notify);
      const ours = await timed((n) => rig.notify(10_000 + n));
      const bare = await timed(async () => (await pool.request({ method: 'POST', path: '/', body: '{}' })).body.dump());
      await Promise.all([pool.close(), bareIntake.close(), floor.close()]);
      return [0.5, 0.99].map((share) =>
        less(
          `webhook accepted at ${RATE}/s, p${share * 100}`,
          percentile(ours, share),
          'ms',
          percentile(bare, share),
          'signature checked, committed; floor: node:http and one insert',
        ),
      );
    } finally {
      await rig.close();
    }
  },
};
