/** What delivering tells logs and metrics: ids, counts and codes, never bodies. */
import type { Problem } from '../../model/problem.js';
import type { OpenDestination } from '../../store/control/destinations.js';
import type { CircuitRow } from '../../store/outbox/circuit.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import type { FinishedDelivery } from '../../store/outbox/finish.js';

export interface DeliveryLog {
  finished(destination: OpenDestination, claimed: readonly ClaimedDelivery[], finished: readonly FinishedDelivery[]): void;
  circuitOpened(destination: OpenDestination, problem: Problem, row: CircuitRow): void;
}
