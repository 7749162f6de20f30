/** New rides, one every few seconds, each followed to both destinations. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clock } from './progress.js';
import type { Athlete, Stage } from './stage.js';

/** Between two rides. */
const EVERY_MS = 3_000;
/** How often the target database is looked at: its times may be late by so much, never early. */
const LOOK_MS = 20;
/** After so long a ride is shown although it has not arrived everywhere. */
const SLOW_MS = 10_000;
const GRACE_MS = 30_000;
/** `up` gives its guest 5 s after Ctrl-C; the summary needs some of them. */
const INTERRUPTED_GRACE_MS = 2_000;

export interface LiveRide {
  readonly id: string;
  readonly rider: string;
  readonly savedAtMs: number;
  /** From saved at the provider to the last byte at the receiver; null = not there yet. */
  readonly webhookMs: number | null;
  /** From saved at the provider to seen in the target database. */
  readonly sqlMs: number | null;
}

export interface LiveResult {
  readonly rides: readonly LiveRide[];
  readonly seconds: number;
}

/**
 * Rides until `forSeconds` are over or somebody stops it, then waits a while for what is under way.
 * @throws Problem when the sandbox or the target database fails.
 */
export async function rideLive(stage: Stage, athletes: readonly Athlete[], forSeconds: number | null): Promise<LiveResult> {
  const { signal } = stage.context;
  const begunMs = Date.now();
  const endMs = begunMs + (forSeconds ?? Infinity) * 1000;
  const riding: { over: boolean } = { over: false };
  const rides = new Map<string, LiveRide>();
  const following = follow(stage, rides, riding);
  // Awaited below; until then a failure only ends the riding.
  following.catch(() => (riding.over = true));
  try {
    for (let n = 0; !signal.aborted && !riding.over && Date.now() < endMs; n++) {
      const athlete = athletes[n % athletes.length];
      if (athlete === undefined) break;
      const { id, createdAt } = await stage.sandbox.rideNow(athlete.riderId);
      rides.set(id, { id, rider: athlete.name, savedAtMs: Date.parse(createdAt), webhookMs: null, sqlMs: null });
      await sleep(Math.min(EVERY_MS, Math.max(0, endMs - Date.now())), undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    riding.over = true;
  }
  const seconds = (Date.now() - begunMs) / 1000;
  await following;
  return { rides: [...rides.values()], seconds };
}

async function follow(stage: Stage, rides: Map<string, LiveRide>, riding: { readonly over: boolean }): Promise<void> {
  const { journal, target, context } = stage;
  let stopAtMs: number | null = null;
  const slow = new Set<string>();
  for (;;) {
    const open = [...rides.values()].filter(({ webhookMs, sqlMs }) => webhookMs === null || sqlMs === null);
    if (riding.over) {
      stopAtMs ??= Date.now() + (context.signal.aborted ? INTERRUPTED_GRACE_MS : GRACE_MS);
      if (open.length === 0 || Date.now() > stopAtMs) return;
    }
    const waiting = open.filter(({ sqlMs }) => sqlMs === null).map(({ id }) => id);
    const rows = new Set(waiting.length === 0 ? [] : await target.has(waiting));
    const seenMs = Date.now();
    for (const ride of open) {
      const received = journal.find(ride.id);
      const now = {
        ...ride,
        webhookMs: received === undefined ? null : Date.parse(received.receivedAt) - ride.savedAtMs,
        sqlMs: ride.sqlMs ?? (rows.has(ride.id) ? seenMs - ride.savedAtMs : null),
      };
      rides.set(ride.id, now);
      if (now.webhookMs !== null && now.sqlMs !== null) context.print(lineOf(stage, now));
      else if (seenMs - ride.savedAtMs > SLOW_MS && !slow.has(ride.id)) {
        slow.add(ride.id);
        context.print(`${lineOf(stage, now)}  (still on its way)`);
      }
    }
    await sleep(LOOK_MS);
  }
}

const TITLE = 18;
const NAME = 20;

/** What the receiver got, and how long it took. */
function lineOf({ journal }: Stage, { id, rider, savedAtMs, webhookMs, sqlMs }: LiveRide): string {
  const ride = journal.find(id);
  const figure = (value: number | null | undefined, unit: string, width: number, digits = 0): string =>
    (value === null || value === undefined ? '–' : `${value.toFixed(digits)} ${unit}`).padStart(width);
  const { distanceMeters = null } = ride ?? {};
  return [
    new Date(savedAtMs).toTimeString().slice(0, 8),
    rider.slice(0, NAME).padEnd(NAME),
    (ride?.title ?? '').slice(0, TITLE).padEnd(TITLE),
    figure(distanceMeters === null ? null : distanceMeters / 1000, 'km', 8, 1),
    clock(ride?.elapsedSeconds ?? 0).padStart(7),
    figure(ride?.avgPowerWatts, 'W', 5),
    figure(ride?.avgHeartRateBpm, 'bpm', 7),
    `  webhook ${figure(webhookMs, 'ms', 7)}`,
    `PostgreSQL ${figure(sqlMs, 'ms', 7)}`,
  ].join('  ');
}
