/** Pulling a past: rides and megabytes a second, stored with their deliveries. */
import { TemporalLink } from '../../../apps/common/temporal/temporal-link.js';
import { WorkflowDriver } from '../../../apps/common/temporal/workflow-driver.js';
import { type BackfillId, newId } from '../../../model/ids.js';
import { startFloor } from '../floor.js';
import { startRig } from '../rig.js';
import { type Case, more } from '../row.js';
import { asFastAs } from '../stats.js';

const RIDES = 600;

export const backfill: Case = {
  name: 'backfill',
  async run() {
    const rig = await startRig({ users: 1, seconds: 3600 });
    const link = new TemporalLink({ address: rig.temporal.address, namespace: rig.temporal.namespace });
    const driver = new WorkflowDriver({
      db: rig.db,
      link,
      backfillParallel: 4,
      onError: (error) => process.stderr.write(`${String(error)}\n`),
    });
    try {
      // What is delivered is another case; here nobody wants it.
      await rig.db.query(`UPDATE destination SET event_types = ARRAY['auth']`);
      rig.provider.listed = RIDES;
      const run = async (): Promise<number> => {
        const id = newId<BackfillId>();
        const startedMs = performance.now();
        await rig.db.query(
          `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, requested_by) VALUES ($1, $2, 'INSIDERS', '{activity}', now() - interval '20 days', now(), 'bench')`,
          [id, rig.environmentId],
        );
        await driver.backfill(id);
        for (;;) {
          const { rows } = await rig.db.query<{ state: string; changed: number }>(
            `SELECT state, records_changed AS changed FROM backfill WHERE id = $1`,
            [id],
          );
          if (rows[0]?.state === 'done') return rows[0].changed / ((performance.now() - startedMs) / 1000);
          if (performance.now() - startedMs > 120_000)
            throw new Error(`the backfill is ${rows[0]?.state ?? 'gone'} after two minutes`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await run();
      await rig.clear();
      const rate = await run();
      const floor = await startFloor(rig.targetUrl, rig.provider.url, rig.receiver.url, false);
      const bare = await asFastAs(RIDES, 4, async (n) => floor.store(n, await floor.fetchRide(n)));
      await floor.close();
      const megabytes = rig.provider.bytesPerRide / 1e6;
      return [
        more('backfill', rate, 'rides/s', bare, 'standard rides; floor: fetch + parse + join + compress + insert, 4 at a time'),
        more('backfill, provider bytes', rate * megabytes, 'MB/s', bare * megabytes, ''),
      ];
    } finally {
      await link.close();
      await rig.close();
    }
  },
};
