import { condition, continueAsNew, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { DeliveryActivities } from './activity-types.js';
import { type DestinationInput, type DestinationStatus, QUEUES, destinationStatus, nudge, pause, resume } from './contract.js';
import { handlersAtRest, historyIsLong } from './continue.js';
import { spanOf } from './words.js';

/** A destination without anything pending looks once an hour, should a nudge have been lost. */
const QUIET_MS = 3_600_000;

const told = ({ delivered, dead, drains }: DestinationStatus): string =>
  `${delivered} delivered, ${dead} dead letters in ${drains} drains`;

/** Drains one destination whenever something is due: a busy one costs one activity a minute, whose end tells how far it is. */
export async function destination(input: DestinationInput): Promise<void> {
  const { drainDestination } = proxyActivities<DeliveryActivities>({
    taskQueue: QUEUES.delivery,
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '20 seconds',
    retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
    priority: { priorityKey: 2, fairnessKey: input.environment },
  });
  let called = true;
  let status: DestinationStatus = { drains: 0, delivered: 0, dead: 0, nextInMs: 0 };
  for (const signal of [nudge, pause, resume]) {
    setHandler(signal, () => {
      called = true;
    });
  }
  setHandler(destinationStatus, () => status);

  while (!historyIsLong() || called) {
    if (!called) {
      const waitMs = Math.max(1_000, status.nextInMs ?? QUIET_MS);
      await condition(() => called, waitMs, {
        summary: status.nextInMs === null ? 'nothing is pending' : `something is due in ${spanOf(waitMs)}`,
      });
    }
    called = false;
    setCurrentDetails(`delivering now; ${told(status)}`);
    const report = await drainDestination({ destinationId: input.destinationId });
    if (report.gone) return;
    status = {
      drains: status.drains + 1,
      delivered: status.delivered + report.delivered,
      dead: status.dead + report.dead,
      nextInMs: report.nextMs,
    };
    setCurrentDetails(told(status));
  }
  await handlersAtRest();
  await continueAsNew<typeof destination>(input);
}
