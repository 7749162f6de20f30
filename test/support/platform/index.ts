/** A whole platform for tests, and the oracle that judges it. */
import { judge, type OracleOptions, type Verdict } from './oracle.js';
import { Platform, type PlatformOptions } from './platform.js';
import type { Tenant } from './tenant.js';
import { until } from '../until.js';

export { Platform, type PlatformOptions } from './platform.js';
export { judge, type OracleOptions, type Verdict } from './oracle.js';
export { Tenant, type Connected } from './tenant.js';
export type { Received } from './receiver.js';
export type { TrueRide } from './sandbox-control.js';
export { findLeaks, rowsWith } from './leaks.js';
export { consent, terraHeaders } from './connecting.js';
export { latenciesMs, percentile } from './latency.js';
export { until } from '../until.js';

/** Runs `work` on a platform of its own, which ends whatever happens. A failure is told with the platform's state. */
export async function onPlatform(options: PlatformOptions, work: (platform: Platform) => Promise<void>): Promise<void> {
  const platform = await Platform.start(options);
  try {
    await explained(platform, () => work(platform));
  } finally {
    await platform.close();
  }
}

/** Tells a failure with where things stand. */
export async function explained<T>(platform: Platform, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    platform.assertAlive();
    return result;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${await platform.describe()}`, { cause: error });
  }
}

/** Waits until the oracle finds nothing wrong. @throws Error that lists the faults. */
export async function allArrived(
  platform: Platform,
  tenant: Tenant,
  options: OracleOptions & { timeoutMs?: number } = {},
): Promise<Verdict> {
  const last: { verdict: Verdict } = { verdict: { faults: [], expected: 0, duplicates: 0 } };
  try {
    return await until(
      'every ride at every destination',
      async () => {
        last.verdict = await judge(platform, tenant, options);
        return last.verdict.faults.length === 0 ? last.verdict : null;
      },
      { timeoutMs: options.timeoutMs ?? 120_000, everyMs: 250 },
    );
  } catch (error) {
    const { faults, expected } = last.verdict;
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}: ${faults.length} faults in ${expected} rides\n${faults.slice(0, 10).join('\n')}`,
      { cause: error },
    );
  }
}
