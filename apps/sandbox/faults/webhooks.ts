/** What faults do to events on their way out. */
import type { Faults } from './faults.js';

/** Delays (milliseconds) of the copies of the next event: `[0]` when nothing strikes, `[]` when it is lost. */
export function webhookDelays(faults: Faults): (rider: string) => number[] {
  let held = false;
  return (rider) => {
    if (faults.strike('lost_webhook', { rider })) return [];
    const late = faults.strike('late_webhook', { rider })?.ms ?? 0;
    const shuffle = faults.strike('out_of_order_webhook', { rider });
    // Every other event waits, so that its successor overtakes it.
    held = shuffle ? !held : false;
    const copies = faults.strike('duplicate_webhook', { rider })?.copies ?? 1;
    return Array.from({ length: copies }, () => late + (shuffle && held ? shuffle.ms : 0));
  };
}

export const tamperWebhook = (faults: Faults) => (): { skewSeconds: number; forge: boolean } => ({
  skewSeconds: faults.strike('skewed_webhook')?.skewSeconds ?? 0,
  forge: faults.strike('forged_webhook') !== null,
});
