/** The rounds of the house: partitions ahead, retention behind, expired sessions, payloads and notices of nobody out, secrets under the newest key. */
import type { Database } from '../../store/database.js';
import type { KeyRing } from '../../store/secrets/key-ring.js';
import { resealStale } from '../../store/secrets/rotation.js';
import { ignoreOrphans } from '../../store/inbox/orphans.js';
import { cancelOrphans } from '../../store/outbox/orphans.js';
import type { PayloadBucket } from '../../store/payload-bucket.js';
import { collectPayloadGarbage } from '../../store/payload-garbage.js';
import { dropExpiredPayloads } from '../../store/payloads.js';
import { dropExpired, ensurePartitions } from '../../store/partitions.js';
import { sendHealthchecks } from './healthchecks.js';
import { unlockConnections } from './unlock.js';

export interface HousekeepingPolicy {
  readonly eventsDays: number;
  /** 0 = kept for ever. */
  readonly rawDays: number;
}

export interface HouseReport {
  readonly dropped: number;
  readonly sessions: number;
  /** Secrets sealed anew after the key ring was rotated, and those that an older key still holds. */
  readonly resealed: number;
  readonly stale: number;
}

export class Housekeeping {
  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly policy: HousekeepingPolicy,
    private readonly bucket: PayloadBucket | null = null,
  ) {}

  /** Also asked for at every start: a key ring changes with one. */
  unlock(): Promise<number> {
    return unlockConnections(this.db, this.keys);
  }

  async round(): Promise<HouseReport> {
    const client = await this.db.connect();
    try {
      await ensurePartitions(client);
    } finally {
      client.release();
    }
    await ignoreOrphans(this.db);
    const dropped = await dropExpired(this.db, this.policy);
    const { rowCount } = await this.db.query(`DELETE FROM auth_session WHERE expires_at < now() - interval '1 day'`);
    await cancelOrphans(this.db);
    await dropExpiredPayloads(this.db);
    await this.db.query(`DELETE FROM auth_token WHERE expires_at < now() - interval '1 day'`);
    await this.db.query(`DELETE FROM request_use WHERE minute < now() - interval '2 hours'`);
    await sendHealthchecks(this.db);
    await this.unlock();
    const { resealed, left } = await resealStale(this.db, this.keys);
    // Last: a bucket that is away must not keep the rest of the house undone. The next round tries again.
    if (this.bucket) await collectPayloadGarbage(this.db, this.bucket);
    return { dropped: dropped.length, sessions: rowCount ?? 0, resealed, stale: left };
  }
}
