/** Settings as the activities want them. */
import { availableParallelism } from 'node:os';
import type { SyncPolicy } from '../../activities/sync/sync.js';
import type { Settings } from '../../settings/load.js';

/** How long a dead worker's connections and windows stay claimed. */
export const LEASE_MS = 30_000;

/** Devices that one process listens to. Measured with 200 that record: 0.7 % of a core, 60 KB of memory for each. */
export const MOST_WATCHES = 200;

/** 0 in the settings: one thread less than there are cores, at least one. */
export const threadCount = (settings: Settings): number =>
  settings.workerThreads > 0 ? settings.workerThreads : Math.max(1, availableParallelism() - 1);

export const syncPolicy = (settings: Settings): SyncPolicy => ({
  leaseMs: LEASE_MS,
  nextPollMs: (hasWebhooks, hadChanges) => {
    const everyMs = hasWebhooks
      ? settings.reconcileHours * 3_600_000
      : settings.pollIntervalSeconds * 1000 * (hadChanges ? 1 : 2);
    // Spread out: a million connections made on one day must not all poll in one minute.
    return Math.round(everyMs * (0.9 + Math.random() * 0.2));
  },
});
