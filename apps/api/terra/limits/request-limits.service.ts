import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionId } from '../../../../model/ids.js';
import { DAY_MS, type TimeRange } from '../../../../model/time-range.js';
import type { Database } from '../../../../store/database.js';
import { DAY_UNITS_PER_HOUR, takeDayUnits } from '../../../../store/history/day-units.js';
import { DATABASE } from '../../../common/core.module.js';
import { Refusal } from '../../http/refusal.js';

/** Longest range of one request (r1). */
const MAX_DAYS = 1_825;
const SAYS = 'rate limit exceeded';

/** Headers of an answer that was counted. */
export type LimitHeaders = Readonly<Record<string, string | number>>;

/** Terra's limits on history requests (terra.md §3.4): r1, the range of one; r2, the days asked of one user in an hour. */
@Injectable()
export class RequestLimits {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /**
   * Counts a request of this user.
   * @param range null for one without dates, which counts as a day
   * @returns headers of its answer
   * @throws Refusal 429
   */
  async take(connectionId: ConnectionId, range: TimeRange | null): Promise<LimitHeaders> {
    const days = range ? Math.ceil((range.endMs - range.startMs) / DAY_MS) : 1;
    if (days > MAX_DAYS) throw new Refusal(429, SAYS, { 'x-terra-ratelimit-rule': 'r1' });
    const { allowed, remaining, resetSeconds } = await takeDayUnits(this.db, connectionId, days);
    const limits = { 'x-terra-ratelimit-limit': DAY_UNITS_PER_HOUR, 'x-terra-ratelimit-remaining': remaining };
    if (!allowed) throw new Refusal(429, SAYS, { ...limits, 'x-terra-ratelimit-rule': 'r2', 'retry-after': resetSeconds });
    return { ...limits, 'x-terra-ratelimit-reset-after': resetSeconds };
  }
}
