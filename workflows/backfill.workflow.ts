import { condition, proxyActivities, setCurrentDetails, setHandler, sleep, upsertSearchAttributes } from '@temporalio/workflow';
import { continueAsNew } from '@temporalio/workflow';
import type { BackfillActivities } from './activity-types.js';
import {
  type BackfillInput,
  type BackfillStatus,
  QUEUES,
  SEARCH_ATTRIBUTES,
  backfillStatus,
  cancel,
  pause,
  resume,
} from './contract.js';
import { handlersAtRest, historyIsLong } from './continue.js';
import { spanOf } from './words.js';

/**
 * Pulls past ranges, newest windows first, several at a time. The database says what is left and whether it is paused or canceled; the signals only
 * make it look at once.
 */
export async function backfill(input: BackfillInput): Promise<BackfillStatus> {
  const { planBackfill, backfillSlice, finishBackfill } = proxyActivities<BackfillActivities>({
    taskQueue: QUEUES.providers,
    startToCloseTimeout: '30 minutes',
    heartbeatTimeout: '20 seconds',
    retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
    // Live syncs go first (2).
    priority: { priorityKey: input.priority ?? 5, fairnessKey: input.environment },
  });
  const end = { canceled: false, over: false };
  let status: BackfillStatus = { paused: false, windows: 0, pending: 0, found: 0, changed: 0 };
  setHandler(pause, () => {
    status = { ...status, paused: true };
  });
  setHandler(resume, () => {
    status = { ...status, paused: false };
  });
  setHandler(cancel, () => {
    end.canceled = true;
  });
  setHandler(backfillStatus, () => status);

  const planned = await planBackfill({ backfillId: input.backfillId });
  status = { ...status, pending: planned.windows };
  setCurrentDetails(`${planned.windows} windows to pull`);
  end.over = planned.windows === 0;

  const runner = async (): Promise<void> => {
    while (!end.over && !end.canceled && !historyIsLong()) {
      if (status.paused) {
        upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: ['paused'] });
        await condition(() => !status.paused || end.canceled);
        upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: ['running'] });
        continue;
      }
      const slice = await backfillSlice({ backfillId: input.backfillId });
      status = {
        ...status,
        windows: status.windows + slice.windows,
        pending: slice.pending,
        found: status.found + slice.found,
        changed: status.changed + slice.changed,
      };
      setCurrentDetails(
        `${planned.windows - slice.pending} of ${planned.windows} windows, ${status.found} found, ${status.changed} changed`,
      );
      end.over ||= slice.over;
      if (!end.over && slice.waitMs !== null)
        await Promise.race([
          sleep(slice.waitMs, { summary: `next look in ${spanOf(slice.waitMs)}` }),
          condition(() => end.canceled || end.over),
        ]);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(input.parallel, planned.windows)) }, runner));
  await handlersAtRest();
  if (!end.over && !end.canceled) await continueAsNew<typeof backfill>(input);
  const { state } = await finishBackfill({ backfillId: input.backfillId });
  upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: [end.canceled ? 'canceled' : state] });
  return status;
}
