/** What an operator sees of a provider app beside how it is set up. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../../../../model/problem.js';
import type { BoundProvider } from '../../../../providers/kit/bound.js';
import { bucketsOf } from '../../../../providers/kit/calls.js';
import { countConnections } from '../../../../store/control/provider-set-up.js';
import type { ProviderAppRow } from '../../../../store/control/entities/provider-app.js';
import type { Database } from '../../../../store/database.js';
import { RateBudget } from '../../../../store/sync/budget.js';
import { DATABASE } from '../../../common/core.module.js';
import { isoOrNull } from '../http/page.js';
import type { AnswerOf } from '../../http/contract/route.js';
import type { getProviderApp } from '../contract/providers.js';

type Use = Pick<AnswerOf<typeof getProviderApp>, 'scopes' | 'connections' | 'budgets'>;

/** More would be counted for nobody. */
const COUNTED = 10_000;
const PERIODS: Readonly<Record<number, string>> = { 60: 'a minute', 900: '15 minutes', 3_600: 'an hour', 86_400: 'a day' };

@Injectable()
export class ProviderUse {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** Takes nothing from the budgets. @param bound a Problem where its config cannot be used: nothing is asked for then */
  async of(app: ProviderAppRow, bound: BoundProvider | Problem): Promise<Use> {
    const { asked, limits } = bound instanceof Problem ? { asked: [], limits: [] } : bound;
    const buckets = bucketsOf({ providerAppId: app.id, connectionId: null, limits });
    const [connections, levels] = await Promise.all([
      countConnections(this.db, app.id, COUNTED),
      new RateBudget(this.db).look(buckets),
    ]);
    return {
      scopes: asked.join(' '),
      connections,
      budgets: buckets.flatMap(({ capacity, perSecond }, index) => {
        const level = levels[index];
        const seconds = Math.round(capacity / perSecond);
        if (level === undefined) return [];
        // What is back in part is not back: no call can be made of it.
        const left = Math.floor(level.left);
        return {
          name: `requests in ${PERIODS[seconds] ?? `${seconds} seconds`}`,
          capacity,
          period_seconds: seconds,
          used: capacity - left,
          left,
          full_in_seconds: Math.ceil((capacity - level.left) / perSecond),
          blocked_until: isoOrNull(level.blockedUntil),
        };
      }),
    };
  }
}
