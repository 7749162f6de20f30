/** How providers are asked. */
import { wholeNumber } from '../parsers.js';
import { setting } from '../setting.js';

export const syncing = {
  pollIntervalSeconds: setting(
    {
      variable: 'FREEHUB_POLL_INTERVAL_SECONDS',
      group: 'Syncing',
      default: '300',
      unit: 'seconds',
      meaning: 'Pause between polls of a connection whose provider sends no webhooks.',
    },
    wholeNumber(1, 86_400),
  ),
  reconcileHours: setting(
    {
      variable: 'FREEHUB_RECONCILE_HOURS',
      group: 'Syncing',
      default: '12',
      unit: 'hours',
      meaning: 'Pause between reconciliations of a connection whose provider sends webhooks.',
    },
    wholeNumber(1, 168),
  ),
  historyWaitSeconds: setting(
    {
      variable: 'FREEHUB_HISTORY_WAIT_SECONDS',
      group: 'Syncing',
      default: '30',
      unit: 'seconds',
      meaning:
        'How long a history request with to_webhook=false waits for the provider before its answer goes to the destinations instead.',
    },
    wholeNumber(1, 300),
  ),
  nudgeDelayMs: setting(
    {
      variable: 'FREEHUB_NUDGE_DELAY_MS',
      group: 'Syncing',
      default: '1000',
      unit: 'milliseconds',
      meaning: 'Head start that a signalled workflow has before the relief lane takes the work.',
    },
    wholeNumber(0, 60_000),
  ),
  signalBudgetPerSecond: setting(
    {
      variable: 'FREEHUB_SIGNAL_BUDGET_PER_SECOND',
      group: 'Syncing',
      default: '5',
      unit: 'signals per second',
      meaning: 'Signals to Temporal that a process starts with; the budget adapts. 0 leaves all to the relief lane.',
    },
    wholeNumber(0, 1_000),
  ),
  syncConcurrency: setting(
    {
      variable: 'FREEHUB_SYNC_CONCURRENCY',
      group: 'Syncing',
      default: '8',
      unit: 'connections',
      meaning: 'Most connections that one worker syncs at once.',
    },
    wholeNumber(1, 1_000),
  ),
  backfillConcurrency: setting(
    {
      variable: 'FREEHUB_BACKFILL_CONCURRENCY',
      group: 'Syncing',
      default: '4',
      unit: 'windows',
      meaning: 'Most backfill windows that one worker pulls at once.',
    },
    wholeNumber(1, 1_000),
  ),
};
