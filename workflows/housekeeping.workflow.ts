import { continueAsNew, proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { HousekeepingActivities } from './activity-types.js';
import { QUEUES } from './contract.js';
import { historyIsLong } from './continue.js';

const { keepHouse } = proxyActivities<HousekeepingActivities>({
  taskQueue: QUEUES.delivery,
  startToCloseTimeout: '10 minutes',
  retry: { maximumInterval: '5 minutes' },
});

/** Partitions ahead, retention behind, expired sessions out, forgotten workflows back. */
export async function housekeeping(): Promise<void> {
  while (!historyIsLong()) {
    const report = await keepHouse();
    setCurrentDetails(
      `last round: ${report.dropped} partitions dropped, ${report.sessions} expired sessions removed, ${report.resumed} workflows resumed` +
        // Histories of before have no such counts.
        (report.stale > 0 || report.resealed > 0
          ? `, ${report.resealed} secrets under the newest key, ${report.stale} still under an older one`
          : ''),
    );
    await sleep('10 minutes', { summary: 'next round' });
  }
  await continueAsNew<typeof housekeeping>();
}
