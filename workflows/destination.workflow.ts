import { condition, continueAsNew, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { DeliveryActivities } from './activity-types.js';
import { type DestinationInput, type DestinationStatus, QUEUES, destinationStatus, nudge, pause, resume } from './contract.js';
import { handlersAtRest, historyIsLong } from './continue.js';

/** A destination without anything pending looks once an hour, should a nudge have been lost. */
const QUIET_MS = 3_600_000;

/** Drains one destination whenever something is due: a busy one costs one activity at a time, which goes on until nothing comes any more. */
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
    if (!called) await condition(() => called, Math.max(1_000, status.nextInMs ?? QUIET_MS));
    called = false;
    const report = await drainDestination({ destinationId: input.destinationId });
    if (report.gone) return;
    status = {
      drains: status.drains + 1,
      delivered: status.delivered + report.delivered,
      dead: status.dead + report.dead,
      nextInMs: report.nextMs,
    };
    setCurrentDetails(`${status.delivered} delivered, ${status.dead} dead letters in ${status.drains} drains`);
  }
  await handlersAtRest();
  await continueAsNew<typeof destination>(input);
}
