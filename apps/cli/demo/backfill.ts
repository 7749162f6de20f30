/** The past of all athletes, pulled and delivered, with progress that the admin API tells. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { createBackfill, getBackfill, listBackfills, resumeBackfill } from '../../api/admin/contract/backfills.js';
import { Problem } from '../../../model/problem.js';
import { allOf } from '../client/pages.js';
import { patiently } from './patience.js';
import { bar, rideCount } from './progress.js';
import { type Athlete, ENVIRONMENT, PROVIDER, type Stage } from './stage.js';
import { missingRides } from './tally.js';

const DAY_MS = 86_400_000;
const LOOK_MS = 400;
/** So long without any step forward means that something is broken: more than the leases of a worker that was killed (30 s), and a first retry. */
const STUCK_MS = 120_000;
const params = { environment: ENVIRONMENT };

type Backfill = z.output<typeof listBackfills.answer>['items'][number];
type Progress = z.output<typeof getBackfill.answer>;

export interface PastResult {
  /** Pulled in this start; 0 when there was nothing to do. */
  readonly rides: number;
  /** From the order until the last ride was at both destinations; 0 when there was nothing to do. */
  readonly seconds: number;
  /** One line. */
  readonly told: string;
}

/** Pulls the last `days` and everything older that the sandbox has, unless that was done before. @throws Problem */
export async function backfillPast(
  stage: Stage,
  athletes: readonly Athlete[],
  days: number,
  report: (line: string) => void,
): Promise<PastResult> {
  const startMs = await firstDay(stage, athletes, days);
  const listed = () => allOf((query) => stage.admin.call(listBackfills, { params, query }));
  const { expected, either } = await missingRides(stage, athletes);
  const look: Look = { stage, athletes, report, begunMs: Date.now(), deliveredBefore: expected - either.length };
  const unfinished = await unfinishedBackfill(stage, await listed());
  let rides = unfinished === null ? 0 : await watch(look, unfinished);
  const behind = notPulled(await listed(), athletes, startMs);
  if (unfinished === null && behind.length === 0 && either.length === 0)
    return { rides: 0, seconds: 0, told: `Backfill: nothing to do, the past of all ${athletes.length} athletes is at both` };
  if (behind.length > 0) rides += await watch(look, await order(stage, behind, startMs));
  await watch(look, null);
  const seconds = (Date.now() - look.begunMs) / 1000;
  const since = `since ${new Date(startMs).toISOString().slice(0, 10)}`;
  const told =
    unfinished === null && behind.length === 0
      ? `nothing to pull; ${rideCount(either.length)} that the last start had left delivered to both`
      : `${rideCount(rides)} ${since}${unfinished === null ? '' : ', begun by the last start,'} pulled and delivered to both`;
  return { rides, seconds, told: `Backfill: ${told} (${seconds.toFixed(1)} s, ${(either.length / seconds).toFixed(1)} rides/s)` };
}

/** Midnight (UTC) before the range: real recordings may be older than the days asked for. */
async function firstDay({ sandbox }: Stage, athletes: readonly Athlete[], days: number): Promise<number> {
  const riders = new Set(athletes.map(({ riderId }) => riderId));
  const starts = (await sandbox.truth())
    .filter(({ riderId }) => riders.has(riderId))
    .map(({ startedAt }) => Date.parse(startedAt));
  const first = starts.reduce((a, b) => Math.min(a, b), Date.now() - days * DAY_MS);
  return Math.floor(first / DAY_MS) * DAY_MS;
}

/** @returns its id; a paused one goes on. */
async function unfinishedBackfill({ admin }: Stage, known: readonly Backfill[]): Promise<string | null> {
  const found = known.find(({ state }) => ['planned', 'running', 'paused'].includes(state));
  if (found?.state === 'paused') await admin.call(resumeBackfill, { params: { ...params, backfill: found.id } });
  return found?.id ?? null;
}

/** Connections that no finished backfill of that range names: days are not asked for, those at the edges of its windows are never marked as whole. */
const notPulled = (known: readonly Backfill[], athletes: readonly Athlete[], startMs: number): readonly string[] => {
  const whole = known.filter(
    ({ state, start, windows }) => state === 'done' && windows.failed === 0 && Date.parse(start) <= startMs,
  );
  const pulled = new Set(whole.flatMap(({ connection_ids: ids }) => ids ?? []));
  return athletes.map(({ connectionId }) => connectionId).filter((id) => !pulled.has(id));
};

async function order({ admin }: Stage, connectionIds: readonly string[], startMs: number): Promise<string> {
  const body = { provider: PROVIDER, connection_ids: [...connectionIds], start: new Date(startMs).toISOString() };
  const { backfill } = await admin.call(createBackfill, { params, body });
  if (backfill === null) throw new Problem('bug', 'the api planned a backfill but started none');
  return backfill.id;
}

interface Look {
  readonly stage: Stage;
  readonly athletes: readonly Athlete[];
  readonly report: (line: string) => void;
  readonly begunMs: number;
  /** Rides that were at both already. */
  readonly deliveredBefore: number;
}

/**
 * Shows how many rides are at both destinations until the backfill is done; without one, until every ride is there.
 * @returns how many rides the backfill found. @throws Problem when it fails or stands still.
 */
async function watch({ stage, athletes, report, begunMs, deliveredBefore }: Look, id: string | null): Promise<number> {
  let last = '';
  let movedMs = Date.now();
  for (;;) {
    const look = async () => ({
      backfill: id === null ? null : await progressOf(stage, id),
      missing: await missingRides(stage, athletes),
    });
    const {
      backfill,
      missing: { expected, either, webhook, sql },
    } = await patiently(stage.context.signal, look);
    if (backfill?.state === 'done') return backfill.records.found;
    if (backfill === null && either.length === 0) return 0;
    const delivered = expected - either.length;
    const perSecond = (delivered - deliveredBefore) / ((Date.now() - begunMs) / 1000);
    report(
      [
        `${bar(delivered, expected)}  ${delivered} of ${expected} rides at both`,
        ...(perSecond > 0 ? [`${perSecond.toFixed(1)}/s`, `${Math.ceil(either.length / perSecond)} s left`] : []),
        backfill === null ? 'all pulled' : `${backfill.windows.done} of ${backfill.windows.total} windows pulled`,
      ].join(' · '),
    );
    const step = `${webhook.length} ${sql.length} ${backfill?.state ?? ''} ${backfill?.windows.done ?? 0} ${backfill?.records.found ?? 0}`;
    if (step !== last) movedMs = Date.now();
    last = step;
    if (Date.now() - movedMs > STUCK_MS)
      throw new Problem(
        'transient',
        `nothing has moved for ${STUCK_MS / 1000} s: ${webhook.length} rides are missing at the webhook and ${sql.length} in PostgreSQL; see the worker's log`,
      );
    await sleep(LOOK_MS, undefined, { signal: stage.context.signal });
  }
}

/** @throws Problem when it has ended otherwise than done, or with windows that failed. */
async function progressOf({ admin }: Stage, id: string): Promise<Progress> {
  const progress = await admin.call(getBackfill, { params: { ...params, backfill: id } });
  const { state, windows, failures } = progress;
  if (state === 'failed' || state === 'canceled' || (state === 'done' && windows.failed > 0))
    throw new Problem('transient', `the backfill ended ${state}: ${failures.map(({ message }) => message).join('; ')}`);
  return progress;
}
