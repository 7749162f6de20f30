/** One write of what was claimed: the events are built and delivered, and what became of each is stored. */
import type { Deliverer } from '../../destinations/kit/deliverer.js';
import type { DeliveryItem, ItemResult } from '../../destinations/kit/destination.js';
import type { CircuitPolicy } from '../../model/circuit.js';
import type { RetrySchedule } from '../../model/delivery.js';
import { madeAtMs } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { OpenDestination } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import { type FinishedDelivery, finishDeliveries } from '../../store/outbox/finish.js';
import { type LinkTo, buildChunk, buildItem } from './build.js';
import type { ActivityConverter } from '../convert/converter.js';
import { convertedBody } from './convert-delivery.js';
import type { Hand } from './hand.js';
import { keptExchange } from './kept-exchange.js';
import { judgeBatch } from './judge.js';
import type { DeliveryLog } from './log.js';
import { originalOf } from './original.js';
import type { PayloadLinks } from './payload-links.js';
import { togetherOn, verdictOn } from './verdict.js';

export interface WriteDeps {
  readonly db: Database;
  readonly deliverer: Deliverer;
  readonly links: PayloadLinks;
  readonly converter: ActivityConverter;
  readonly log: DeliveryLog;
}

export interface WritePolicy {
  readonly circuit: CircuitPolicy;
  readonly retries: RetrySchedule;
  /** False: of what a destination answers only the status is stored. */
  readonly keepAnswers: boolean;
}

export interface Written {
  readonly finished: readonly FinishedDelivery[];
  /** It healed a circuit that was not closed. */
  readonly healed: boolean;
}

/**
 * @param batchId of all, which are then one batch
 * @param hand that they are in: what is not wanted any more when its turn comes is given back untried
 */
export async function writeClaimed(
  deps: WriteDeps,
  policy: WritePolicy,
  destination: OpenDestination,
  claimed: readonly ClaimedDelivery[],
  batchId: string | null,
  hand: Pick<Hand, 'signal' | 'wants' | 'settle'>,
): Promise<Written> {
  const startedAtMs = Date.now();
  const started = performance.now();
  const built = await Promise.all(claimed.map((delivery) => build(deps, destination, delivery, batchId)));
  const items = built.map((one, index) => {
    const id = claimed[index]?.id;
    return one instanceof Problem || id === undefined ? one : { ...one, isWanted: () => hand.wants(id) };
  });
  const outcomes = await deliver(deps, destination, items, hand.signal);
  const durationMs = performance.now() - started;
  const { cooldownMs } = policy.circuit;
  const verdicts = claimed.flatMap((delivery, index) => {
    const outcome = outcomes[index];
    if (!outcome) return [];
    const verdict = verdictOn(delivery, outcome, { startedAtMs, durationMs }, { cooldownMs, retries: policy.retries });
    return [{ ...verdict, exchange: keptExchange(outcome, policy.keepAnswers) }];
  });
  const finished = batchId === null ? verdicts : togetherOn(verdicts);
  hand.settle(claimed.map(({ id }) => id));
  await finishDeliveries(deps.db, destination, finished);
  const healed = await judgeBatch(deps, destination, claimed, outcomes, policy.circuit);
  deps.log.finished(destination, claimed, finished);
  return { finished, healed };
}

/** A record's event as JSON is built without waiting; a chunk reads its records now, and files are converted. */
async function build(
  { db, links, converter }: WriteDeps,
  { environmentId, format }: OpenDestination,
  delivery: ClaimedDelivery,
  batchId: string | null,
): Promise<DeliveryItem | Problem> {
  const linkTo: LinkTo = (body, seconds) =>
    links.to({ environmentId, connectionId: delivery.connectionId, sinceMs: madeAtMs(delivery.id) }, body, seconds);
  try {
    if (delivery.chunk) return await buildChunk(db, delivery, delivery.chunk, batchId, linkTo);
    const converted = format === 'json' ? null : await convertedBody({ db, converter }, delivery, format);
    return buildItem(delivery, batchId, linkTo, () => originalOf(db, delivery), converted);
  } catch (error) {
    return Problem.from(error, 'building the event');
  }
}

/** @returns by index; what could not be built is not sent, and its Problem is its result */
async function deliver(
  { deliverer }: WriteDeps,
  destination: OpenDestination,
  built: readonly (DeliveryItem | Problem)[],
  signal: AbortSignal,
): Promise<ItemResult[]> {
  const items = built.flatMap((one) => (one instanceof Problem ? [] : [one]));
  const { id, configRevision: revision, kind, config, maxConcurrency } = destination;
  const results = await deliverer.deliver({ id, revision, kind, config, maxConcurrency }, items, signal);
  let next = 0;
  return built.map((one) =>
    one instanceof Problem
      ? { ok: false, problem: one }
      : (results[next++] ?? { ok: false, problem: new Problem('bug', 'the destination gave no result') }),
  );
}
