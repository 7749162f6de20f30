/** Many rides at a steady rate, for load. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../sandbox.js';
import type { RideWish } from '../world.js';

export interface Burst {
  readonly count: number;
  readonly perSecond: number;
  /** Rides made so far. */
  made: number;
  /** Milliseconds from the first to the last ride; null while it runs. */
  tookMs: number | null;
}

/** Deals `count` rides over the connected riders (over all, when none is connected). Ends early when `signal` aborts. */
export async function burst(
  sandbox: Sandbox,
  { count, perSecond }: { count: number; perSecond: number },
  wish: RideWish,
  progress: Burst,
  signal: AbortSignal,
): Promise<void> {
  const connected = sandbox.riders.all().filter(({ id }) => sandbox.grants.ofRider(id).length > 0);
  const riders = connected.length > 0 ? connected : sandbox.riders.all();
  const start = performance.now();
  while (progress.made < count && !signal.aborted) {
    const due = Math.min(count, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1);
    // One transaction for all that is due: the rate holds though a commit costs more than a ride.
    sandbox.database.transaction(() => {
      for (; progress.made < due; progress.made++) {
        const rider = riders[progress.made % riders.length];
        if (rider) sandbox.world.ride(rider, wish);
      }
    });
    await sleep(Math.max(1, start + (progress.made / perSecond) * 1000 - performance.now()));
  }
  progress.tookMs = Math.round(performance.now() - start);
}
