/** What a batch says about its destination as a whole: its circuit. */
import type { ItemResult } from '../../destinations/kit/destination.js';
import { type CircuitPolicy, countsAgainstTarget, opensAtOnce } from '../../model/circuit.js';
import type { OpenDestination } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { recordFailure, recordSuccess, releaseProbe } from '../../store/outbox/circuit.js';
import type { DeliveryLog } from './log.js';

/** HTTP 410: the receiver says itself that it wants no more (destinations/webhook). */
const GONE = '410';

/** @returns true when this batch healed a circuit that was not closed. */
export async function judgeBatch(
  deps: { readonly db: Database; readonly log: DeliveryLog },
  destination: OpenDestination,
  outcomes: readonly ItemResult[],
  circuit: CircuitPolicy,
): Promise<boolean> {
  if (outcomes.some((outcome) => outcome.ok)) {
    if (destination.troubled) await recordSuccess(deps.db, destination.id);
    return destination.circuit !== 'closed';
  }
  const against = outcomes.flatMap((outcome) =>
    !outcome.ok && countsAgainstTarget(outcome.problem.kind) ? [outcome.problem] : [],
  );
  const last = against.at(-1);
  if (!last) {
    await releaseProbe(deps.db, destination.id);
    return false;
  }
  const row = await recordFailure(
    deps.db,
    destination.id,
    {
      count: against.length,
      atOnce: opensAtOnce(last.kind),
      disable: last.code === GONE,
      waitMs: last.kind === 'rate_limited' ? (last.retryAfterMs ?? 0) : 0,
      problem: last.toJSON(),
    },
    circuit,
  );
  if (row && row.circuit === 'open') deps.log.circuitOpened(destination, last, row);
  return false;
}
