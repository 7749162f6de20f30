/** The rounds of the house: partitions ahead, retention behind, expired sessions out. */
import type { Database } from '../../store/database.js';
import { dropExpiredPayloads } from '../../store/payloads.js';
import { dropExpired, ensurePartitions } from '../../store/partitions.js';

export interface HousekeepingPolicy {
  readonly eventsDays: number;
  /** 0 = kept for ever. */
  readonly rawDays: number;
}

export class Housekeeping {
  constructor(
    private readonly db: Database,
    private readonly policy: HousekeepingPolicy,
  ) {}

  async round(): Promise<{ dropped: number; sessions: number }> {
    const client = await this.db.connect();
    try {
      await ensurePartitions(client);
    } finally {
      client.release();
    }
    const dropped = await dropExpired(this.db, this.policy);
    const { rowCount } = await this.db.query(`DELETE FROM auth_session WHERE expires_at < now() - interval '1 day'`);
    await dropExpiredPayloads(this.db);
    await this.db.query(`DELETE FROM auth_token WHERE expires_at < now() - interval '1 day'`);
    await this.db.query(`DELETE FROM request_use WHERE minute < now() - interval '2 hours'`);
    return { dropped: dropped.length, sessions: rowCount ?? 0 };
  }
}
