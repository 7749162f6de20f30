import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { SyncActivities } from './activity-types.js';
import {
  type ConnectionInput,
  type ConnectionStatus,
  QUEUES,
  SEARCH_ATTRIBUTES,
  connectionStatus,
  disconnected,
  nudge,
  pause,
  reauthorized,
  resume,
} from './contract.js';
import { handlersAtRest, historyIsLong } from './continue.js';
import { spanOf } from './words.js';

/** One connected user: syncs when nudged and on its timer, for as long as the connection is there. What happened is in this history. */
export async function connection(input: ConnectionInput): Promise<void> {
  const { syncConnection } = proxyActivities<SyncActivities>({
    taskQueue: QUEUES.providers,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '2 seconds', maximumInterval: '5 minutes' },
    priority: { priorityKey: 2, fairnessKey: input.environment },
  });
  let called = true;
  let status: ConnectionStatus = { state: 'active', syncs: 0, changed: 0, nextInMs: 0 };
  for (const signal of [nudge, pause, resume, reauthorized, disconnected]) {
    setHandler(signal, () => {
      called = true;
    });
  }
  setHandler(connectionStatus, () => status);

  while (!historyIsLong() || called) {
    if (!called) await condition(() => called, status.nextInMs, { summary: `next look in ${spanOf(status.nextInMs)}` });
    called = false;
    const report = await syncConnection({ connectionId: input.connectionId });
    if (report.state === 'gone') return;
    if (report.state !== status.state) upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: [report.state] });
    status = { state: report.state, syncs: status.syncs + 1, changed: status.changed + report.changed, nextInMs: report.nextMs };
    setCurrentDetails(
      `${report.state}: ${status.changed} changes in ${status.syncs} syncs; next look in ${spanOf(report.nextMs)} unless the provider calls`,
    );
  }
  await handlersAtRest();
  await continueAsNew<typeof connection>(input);
}
