/** What a batch says about its destination as a whole: its circuit. */
import type { ItemResult } from '../../destinations/kit/destination.js';
import { type CircuitPolicy, bugsToCount, countsAgainstTarget, opensAtOnce } from '../../model/circuit.js';
import type { Problem } from '../../model/problem.js';
import type { OpenDestination } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { recordFailure, recordSuccess, releaseProbe } from '../../store/outbox/circuit.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import type { DeliveryLog } from './log.js';

/** HTTP 410: the receiver says itself that it wants no more (destinations/webhook). */
const GONE = '410';

/**
 * @param claimed by the index of `outcomes`
 * @returns true when this batch healed a circuit that was not closed.
 */
export async function judgeBatch(
  deps: { readonly db: Database; readonly log: DeliveryLog },
  destination: OpenDestination,
  claimed: readonly Pick<ClaimedDelivery, 'attempts'>[],
  outcomes: readonly ItemResult[],
  circuit: CircuitPolicy,
): Promise<boolean> {
  if (outcomes.some((outcome) => outcome.ok)) {
    if (destination.troubled) await recordSuccess(deps.db, destination.id);
    return destination.circuit !== 'closed';
  }
  const problems = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.problem]));
  const against = problems.filter(({ kind }) => countsAgainstTarget(kind));
  const bugs = bugsOf(destination, claimed, problems, circuit);
  const last = against.at(-1) ?? (bugs > 0 ? problems.find(({ kind }) => kind === 'bug') : undefined);
  if (!last) {
    // A probe that nobody made is not given back.
    if (destination.circuit !== 'closed') await releaseProbe(deps.db, destination.id);
    return false;
  }
  const row = await recordFailure(
    deps.db,
    destination.id,
    {
      count: against.length + bugs,
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

/**
 * One item that breaks us is its own trouble, and is tried again and again; but when all that is new fails so, it is a client, a driver or a release that
 * is broken, and every row would go through its tries to a dead letter. A probe that fails so says that it still is.
 */
function bugsOf(
  { circuit }: OpenDestination,
  claimed: readonly Pick<ClaimedDelivery, 'attempts'>[],
  problems: readonly Problem[],
  policy: CircuitPolicy,
): number {
  const isWhole = problems.every(({ kind }) => kind === 'bug' || kind === 'canceled' || countsAgainstTarget(kind));
  if (!isWhole) return 0;
  const fresh = problems.filter(({ kind }, index) => kind === 'bug' && (circuit !== 'closed' || claimed[index]?.attempts === 0));
  return bugsToCount(fresh.length, policy);
}
