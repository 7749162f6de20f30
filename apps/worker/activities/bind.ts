/** The activity classes under the names that workflows call them by, with heartbeats, cancellation and errors as Temporal wants them. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Backfill } from '../../../activities/backfill/backfill.js';
import type { Deliveries } from '../../../activities/deliver/deliveries.js';
import type { Housekeeping } from '../../../activities/housekeeping/housekeeping.js';
import type { Sync } from '../../../activities/sync/sync.js';
import { type AnyId, asId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import type { Database } from '../../../store/database.js';
import { storeProblem } from '../../../store/database.js';
import type {
  BackfillActivities,
  DeliveryActivities,
  HousekeepingActivities,
  SyncActivities,
} from '../../../workflows/activity-types.js';
import type { Log } from '../../common/log.js';
import type { Metrics } from '../../common/metrics.js';
import type { Reconciler } from '../reconciler.js';

const BEAT_MS = 5_000;
/** Of one activity: a busy destination's workflow shows how far it is once a minute, for three events of history. */
const DRAIN_MS = 60_000;

/**
 * Heartbeats while `work` runs, so that a dead worker is noticed and cancellation arrives. Errors leave as kind and user message only: the cause may
 * hold anything, and Temporal keeps what it gets.
 */
async function beating<T>(
  log: Log,
  doing: string,
  work: (signal: AbortSignal, beat: (detail: object) => void) => Promise<T>,
  detail: () => object = () => ({}),
): Promise<T> {
  const context = Context.current();
  const beat = (told: object): void => {
    context.heartbeat(told);
  };
  beat(detail());
  const timer = setInterval(() => {
    beat(detail());
  }, BEAT_MS);
  try {
    return await work(context.cancellationSignal, beat);
  } catch (error) {
    const problem = error instanceof Problem ? error : storeProblem(error, doing);
    log.warn(`${doing} failed; Temporal tries again`, problem, {
      workflow: context.info.workflowExecution?.workflowId,
      attempt: context.info.attempt,
    });
    throw ApplicationFailure.create({
      type: problem.kind,
      message: problem.userMessage,
      nonRetryable: false,
      ...(problem.retryAfterMs === undefined ? {} : { nextRetryDelay: problem.retryAfterMs }),
    });
  } finally {
    clearInterval(timer);
  }
}

const id = <Id extends AnyId>(text: string): Id => {
  try {
    return asId<Id>(text);
  } catch {
    throw ApplicationFailure.nonRetryable(`not an id: ${text.slice(0, 60)}`, 'payload');
  }
};

export const providerActivities = (deps: {
  sync: Sync;
  backfill: Backfill;
  log: Log;
  metrics: Metrics;
}): SyncActivities & BackfillActivities => ({
  async syncConnection({ connectionId }) {
    const report = await beating(deps.log, 'syncing', (signal) => deps.sync.run(id(connectionId), signal));
    deps.metrics.syncs.inc({ outcome: report.outcome, driver: 'workflow' });
    return report;
  },
  planBackfill: ({ backfillId }) => beating(deps.log, 'planning a backfill', () => deps.backfill.plan(id(backfillId))),
  backfillSlice: ({ backfillId }) =>
    beating(deps.log, 'backfilling', (signal, beat) => deps.backfill.slice(id(backfillId), signal, beat)),
  finishBackfill: ({ backfillId }) => beating(deps.log, 'finishing a backfill', () => deps.backfill.finish(id(backfillId))),
});

export const deliveryActivities = (deps: {
  db: Database;
  deliveries: Deliveries;
  housekeeping: Housekeeping;
  reconciler: Reconciler;
  log: Log;
}): DeliveryActivities & HousekeepingActivities => ({
  async drainDestination({ destinationId }) {
    const { rows } = await deps.db.query(`SELECT 1 FROM destination WHERE id = $1`, [id(destinationId)]);
    if (rows.length === 0) return { delivered: 0, retried: 0, dead: 0, nextMs: null, gone: true };
    const drain = deps.deliveries.drainFor(id(destinationId), DRAIN_MS);
    const report = await beating(deps.log, 'delivering', () => drain.done, drain.progress);
    return { ...report, gone: false };
  },
  keepHouse: () =>
    beating(deps.log, 'keeping house', async () => {
      const round = await deps.housekeeping.round();
      return { ...round, resumed: await deps.reconciler.lateConnections() };
    }),
});
