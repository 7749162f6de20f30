import {
  condition,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
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

/** A signal may be lost while Temporal is away: then the row says that it runs again. */
const PAUSED_LOOK_MS = 30_000;
const GOES_ON: readonly string[] = ['planned', 'running', 'paused'];

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
  // Signals are newer than what a slice under way has read.
  let steered = 0;
  setHandler(pause, () => {
    steered++;
    status = { ...status, paused: true };
  });
  setHandler(resume, () => {
    steered++;
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
        const goesOn = (): boolean => !status.paused || end.canceled;
        const looks = patched('looks-while-paused');
        if (looks) await condition(goesOn, PAUSED_LOOK_MS);
        else await condition(goesOn);
        if (!looks || goesOn()) {
          upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: ['running'] });
          continue;
        }
      }
      const before = steered;
      const slice = await backfillSlice({ backfillId: input.backfillId });
      const wasPaused = status.paused;
      status = {
        ...status,
        // Not told by slices of before.
        paused: steered === before && slice.state !== undefined ? slice.state === 'paused' : status.paused,
        windows: status.windows + slice.windows,
        pending: slice.pending,
        found: status.found + slice.found,
        changed: status.changed + slice.changed,
      };
      setCurrentDetails(
        `${planned.windows - slice.pending} of ${planned.windows} windows, ${status.found} found, ${status.changed} changed`,
      );
      if (wasPaused && !status.paused) upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: ['running'] });
      end.over ||= slice.over;
      if (!end.over && slice.waitMs !== null) {
        const wakes = patched('resume-wakes');
        await Promise.race([
          sleep(slice.waitMs, { summary: `next look in ${spanOf(slice.waitMs)}` }),
          condition(() => end.canceled || end.over || (wakes && steered !== before && !status.paused)),
        ]);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(input.parallel, planned.windows)) }, runner));
  await handlersAtRest();
  if (!end.over && !end.canceled) await continueAsNew<typeof backfill>(input);
  const finishing = steered;
  const { state } = await finishBackfill({ backfillId: input.backfillId });
  if (GOES_ON.includes(state) && !end.canceled) {
    // Paused at the last moment: it ends when it was resumed.
    upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: [state] });
    await condition(() => steered !== finishing || end.canceled, PAUSED_LOOK_MS);
    await continueAsNew<typeof backfill>(input);
  }
  upsertSearchAttributes({ [SEARCH_ATTRIBUTES.status]: [end.canceled ? 'canceled' : state] });
  return status;
}
