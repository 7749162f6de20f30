/** The delivery lanes of a process of their own, for tests: small batches, short pauses, errors thrown. */
import type { Deliverer } from '../../destinations/kit/deliverer.js';
import type { Database } from '../../store/database.js';
import { keys } from '../activities.fixture.js';
import { ActivityConverter } from '../convert/converter.js';
import { Deliveries } from './deliveries.js';
import { DRAIN_POLICY, type DrainPolicy } from './drain.js';
import { PayloadLinks } from './payload-links.js';

/** Opens after so many failures; probes after a second. */
export const circuitAfter = (failures: number): DrainPolicy['circuit'] => ({
  failures,
  cooldownMs: 1_000,
  maxCooldownMs: 8_000,
  disableAfterMs: 86_400_000,
});

export const testDeliveries = (db: Database, deliverer: Deliverer, policy: Partial<DrainPolicy> = {}): Deliveries =>
  new Deliveries(
    {
      db,
      keys,
      deliverer,
      links: new PayloadLinks(db, keys, 'https://freehub.example'),
      converter: new ActivityConverter({ threads: 0 }),
      log: { finished: () => undefined, circuitOpened: () => undefined },
    },
    { ...DRAIN_POLICY, idleMs: 50, batch: 20, parallel: 2, circuit: circuitAfter(100), ...policy },
    (error) => {
      throw error;
    },
  );
