/** New rides, one every few seconds and whatever others make, each followed to both destinations. */
import { setTimeout as sleep } from 'node:timers/promises';
import { keyOf } from './journal.js';
import { lineOf, NOTIFIED_AGAIN, polledLines } from './live-lines.js';
import type { LiveRide } from './live-ride.js';
import { patiently } from './patience.js';
import type { TrueRide } from './sandbox.js';
import type { Athlete, Stage } from './stage.js';
import { isNotified } from './whereabouts.js';

/** Between two rides. */
const EVERY_MS = 3_000;
/** How often the target database is looked at: its times may be late by so much, never early. */
const LOOK_MS = 20;
/** How often the api is asked whether the demo is notified or polled. */
const ASK_MS = 1_000;
/** After so long a ride is shown although it has not arrived everywhere. */
const SLOW_MS = 10_000;
const GRACE_MS = 30_000;
/** What a killed worker had claimed is claimed again when its lease of 30 s is over. */
const GRACE_AFTER_DEATH_MS = 90_000;
/** `up` gives its guest 5 s after Ctrl-C; the summary needs some of them. */
const INTERRUPTED_GRACE_MS = 1_000;

export interface LiveResult {
  readonly rides: readonly LiveRide[];
  /** Ids of those that the demo made itself. */
  readonly made: ReadonlySet<string>;
  readonly begunMs: number;
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
  const made = new Set<string>();
  const riding: { over: boolean } = { over: false };
  const live = new Live(stage, begunMs);
  const following = live.follow(riding);
  // Awaited below; until then a failure only ends the riding.
  following.catch(() => (riding.over = true));
  try {
    for (let n = 0; !signal.aborted && !riding.over && Date.now() < endMs; n++) {
      const athlete = athletes[n % athletes.length];
      if (athlete === undefined) break;
      const saved = await patiently(signal, () => stage.sandbox.rideNow(athlete.riderId));
      made.add(saved.id);
      live.add(athlete.connectionId, athlete.name, saved);
      await sleep(Math.min(EVERY_MS, Math.max(0, endMs - Date.now())), undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    riding.over = true;
  }
  const seconds = (Date.now() - begunMs) / 1000;
  await following;
  return { rides: live.rides, made, begunMs, seconds };
}

class Live {
  readonly #rides = new Map<string, LiveRide>();
  readonly #slow = new Set<string>();
  /** Rides saved before it are not told of; null = none is, the demo is polled. */
  #notifiedSinceMs: number | null = 0;
  #askedMs = 0;
  /** Rides in the journal that were looked at. */
  #journalSeen: number;

  constructor(
    private readonly stage: Stage,
    private readonly begunMs: number,
  ) {
    this.#journalSeen = stage.journal.rides;
  }

  get rides(): readonly LiveRide[] {
    return [...this.#rides.values()];
  }

  add(user: string, rider: string, saved: TrueRide): void {
    const of = { user, ride: saved.id };
    if (this.#rides.has(keyOf(of))) return;
    const savedAtMs = Date.parse(saved.createdAt);
    const polled = this.#notifiedSinceMs === null || savedAtMs < this.#notifiedSinceMs;
    this.#rides.set(keyOf(of), { ...of, rider, saved, savedAtMs, polled, webhookMs: null, sqlMs: null });
  }

  async follow(riding: { readonly over: boolean }): Promise<void> {
    const { target, context } = this.stage;
    let stopAtMs: number | null = null;
    for (;;) {
      if (!context.signal.aborted) {
        await this.#askWhetherNotified();
        await this.#addOthers();
      }
      const open = this.rides.filter(({ webhookMs, sqlMs }) => webhookMs === null || sqlMs === null);
      if (riding.over) {
        const died = Object.keys(context.restarts()).length > 0;
        stopAtMs ??= Date.now() + (context.signal.aborted ? INTERRUPTED_GRACE_MS : died ? GRACE_AFTER_DEATH_MS : GRACE_MS);
        // Nobody waits minutes for a poll.
        if (open.every(({ polled }) => polled) || Date.now() > stopAtMs) return;
      }
      const waiting = open.filter(({ sqlMs }) => sqlMs === null).map(({ ride }) => ride);
      const rows = new Set(waiting.length === 0 ? [] : (await target.rowsOf(waiting)).map(keyOf));
      const seenMs = Date.now();
      for (const ride of open) this.#look(ride, rows, seenMs);
      await sleep(LOOK_MS);
    }
  }

  #look(before: LiveRide, rows: ReadonlySet<string>, seenMs: number): void {
    const { journal, context } = this.stage;
    const key = keyOf(before);
    const received = journal.find(before);
    const now: LiveRide = {
      ...before,
      webhookMs: received === undefined ? null : Date.parse(received.receivedAt) - before.savedAtMs,
      sqlMs: before.sqlMs ?? (rows.has(key) ? seenMs - before.savedAtMs : null),
    };
    this.#rides.set(key, now);
    const isThere = now.webhookMs !== null && now.sqlMs !== null;
    if (!isThere && (now.polled || seenMs - now.savedAtMs <= SLOW_MS || this.#slow.has(key))) return;
    if (!isThere) this.#slow.add(key);
    context.print(lineOf(now, received ?? null));
  }

  /** An operator may turn notifications off and on at any time. */
  async #askWhetherNotified(): Promise<void> {
    const { admin, context } = this.stage;
    if (Date.now() - this.#askedMs < ASK_MS) return;
    this.#askedMs = Date.now();
    const before = this.#notifiedSinceMs !== null;
    // An api that is too busy to answer is asked again.
    const notified = await isNotified(admin).catch(() => before);
    if (notified === before) return;
    this.#notifiedSinceMs = notified ? Date.now() : null;
    if (!notified)
      for (const [key, ride] of this.#rides)
        if (ride.webhookMs === null && ride.sqlMs === null) this.#rides.set(key, { ...ride, polled: true });
    for (const line of notified ? [NOTIFIED_AGAIN] : polledLines(context, context.settings.pollIntervalSeconds))
      context.print(line);
  }

  /** Rides that a person made (on the sandbox's page, by its control API) or whose second user got them: shown as ours are. The past is not. */
  async #addOthers(): Promise<void> {
    const { journal, sandbox, context } = this.stage;
    const arrived = journal.after(this.#journalSeen);
    this.#journalSeen += arrived.length;
    const unknown = arrived.filter((one) => !this.#rides.has(keyOf(one)) && Date.parse(one.receivedAt) >= this.begunMs);
    if (unknown.length === 0) return;
    const [rides, riders] = await patiently(context.signal, async () => [await sandbox.truth(), await sandbox.riders()]);
    const made = new Map(rides.map((ride) => [ride.id, ride]));
    const names = new Map(riders.map(({ id, name }) => [id, name]));
    for (const { user, ride } of unknown) {
      const truth = made.get(ride);
      if (truth !== undefined && Date.parse(truth.createdAt) >= this.begunMs)
        this.add(user, names.get(truth.riderId) ?? truth.riderId, truth);
    }
  }
}
