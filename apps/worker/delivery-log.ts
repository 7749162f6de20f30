import type { DeliveryLog } from '../../activities/deliver/log.js';
import type { Log } from '../common/log.js';
import type { Metrics } from '../common/metrics.js';

/** Counts every delivery; writes a line only for what an operator may have to act on. */
export const deliveryLog = (log: Log, metrics: Metrics): DeliveryLog => ({
  finished(destination, _claimed, finished) {
    for (const [state, rows] of Map.groupBy(finished, (row) => row.state))
      metrics.deliveries.inc({ kind: destination.kind, state }, rows.length);
    const first = finished[0];
    if (first) metrics.deliverySeconds.observe({ kind: destination.kind }, first.durationMs / 1000);
    for (const row of finished) {
      if (row.state === 'dead')
        log.warn('a delivery became a dead letter', undefined, {
          delivery: row.id,
          destination: destination.id,
          kind: row.problem?.kind,
          code: row.code,
          problem: row.problem?.message,
        });
    }
  },
  circuitOpened(destination, problem, row) {
    log.warn('a destination does not take deliveries; they wait', problem, {
      destination: destination.id,
      name: destination.name,
      failures: row.failures,
      state: row.state,
    });
  },
});
