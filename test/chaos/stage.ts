/** What the chaos suites begin with: a platform, a tenant with both destinations, three connected users with a past. */
import { type Connected, Platform, type Tenant, explained } from '../support/platform/index.js';

export interface Stage {
  readonly platform: Platform;
  readonly tenant: Tenant;
  readonly users: readonly Connected[];
}

export async function setStage(days: number): Promise<Stage> {
  const platform = await Platform.start({ sandbox: ['--riders', '3', '--days', String(days), '--retry-scale', '0.005'] });
  return explained(platform, async () => {
    const tenant = await platform.provision();
    return { platform, tenant, users: [await tenant.connect(1), await tenant.connect(2), await tenant.connect(3)] };
  });
}
