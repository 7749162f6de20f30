/**
 * Writing what is due at one destination until nothing has come for a while. One session per destination and process: whoever asks for a drain
 * (the destination's workflow, or the relief lane) joins the one that runs.
 */
import type { BatchRule } from '../../destinations/kit/destination.js';
import { TERRA_RETRIES } from '../../model/delivery.js';
import type { DeliveryId, DestinationId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { type OpenDestination, openDestination } from '../../store/control/destinations.js';
import { cancelOrphans } from '../../store/outbox/orphans.js';
import { extendProbe, mayWrite, recordFailure, releaseProbe } from '../../store/outbox/circuit.js';
import { type ClaimedDelivery, extendDeliveries, releaseDeliveries } from '../../store/outbox/claim.js';
import { type Claim, claimDue } from '../../store/outbox/claim-due.js';
import { nextDueMs } from '../../store/outbox/due.js';
import type { FinishedDelivery } from '../../store/outbox/finish.js';
import type { KeyRing } from '../../store/secrets/key-ring.js';
import type { ByteBudget, Grant } from './byte-budget.js';
import { Hand } from './hand.js';
import { Pace } from './pace.js';
import { Sleepers } from './sleepers.js';
import { bytesOf, firstSlice } from './slices.js';
import { type WriteDeps, type WritePolicy, writeClaimed } from './write.js';

export interface DrainPolicy extends WritePolicy {
  /** Most rows claimed at a time. */
  readonly batch: number;
  /** Batches under way at one destination at the same time, so that one slow answer does not hold up the next claim. */
  readonly parallel: number;
  /** Decompressed bytes of one claim, as far as can be told before. */
  readonly maxBytes: number;
  /** Decompressed bytes of the writes of all destinations of this process together, but for a little that each always has (byte-budget.ts). */
  readonly memoryBytes: number;
  /** How long a dead worker's claims stand; a living one extends them. */
  readonly leaseMs: number;
  /** A session ends after this long without anything due. */
  readonly idleMs: number;
}

export const DRAIN_POLICY: Omit<DrainPolicy, 'circuit' | 'batch' | 'parallel'> = {
  maxBytes: 24 << 20,
  memoryBytes: 256 << 20,
  leaseMs: 30_000,
  idleMs: 30_000,
  retries: TERRA_RETRIES,
  keepAnswers: true,
};

/** Counts only. `nextMs`: when something is due again, null = nothing pending. */
export interface DrainReport {
  readonly delivered: number;
  readonly retried: number;
  readonly dead: number;
  readonly nextMs: number | null;
}

export interface DrainDeps extends WriteDeps {
  readonly keys: KeyRing;
}

/** Why nothing was claimed, and when to ask again. */
type Wait = { readonly ms: number; readonly for: NonNullable<Claim['wait']>['for'] | 'work' };
const NOTHING_DUE: Wait = { ms: Infinity, for: 'work' };
/** setTimeout takes no more than 2^31 - 1 ms, and a rate may be raised meanwhile. */
const MOST_SLEEP_MS = 10_000;

export class DrainSession {
  private readonly counts = { delivered: 0, retried: 0, dead: 0 };
  private poked = true;
  private readonly stopped = new AbortController();
  private healed = false;
  private opened: OpenDestination | null = null;
  /** Of `opened`, at its revision. */
  private rule: { readonly revision: number; readonly batches: BatchRule | null; readonly pace: Pace } | null = null;
  private readonly sleepers = new Sleepers();

  constructor(
    private readonly deps: DrainDeps,
    private readonly policy: DrainPolicy,
    private readonly budget: ByteBudget,
    private readonly id: DestinationId,
    private readonly signal: AbortSignal,
  ) {}

  get progress(): Readonly<{ delivered: number; retried: number; dead: number }> {
    return this.counts;
  }

  /** Something may be due. */
  poke(): void {
    this.poked = true;
    this.sleepers.wake(this.stopped.signal.aborted);
  }

  private wasHealed(): boolean {
    return this.healed;
  }

  private wasPoked(): boolean {
    return this.poked;
  }

  /** Claims nothing more; what is under way is finished, or cut by the signal. */
  stop(): void {
    this.stopped.abort();
    this.poke();
  }

  async run(): Promise<DrainReport> {
    await this.look();
    do {
      this.healed = false;
      const parallel = Math.min(this.policy.parallel, this.opened?.maxConcurrency ?? Infinity);
      const loops = Array.from({ length: parallel }, (_, index) => this.loop(index === 0));
      // When one breaks off the others end as well, and are waited for: nothing goes on behind the back of a session that is over.
      for (const loop of loops)
        loop.catch(() => {
          this.stop();
        });
      const broken = (await Promise.allSettled(loops)).find((loop) => loop.status === 'rejected');
      if (broken) throw broken.reason;
      // All loops but the one that probed ended while the circuit was open.
    } while (this.wasHealed() && !this.stopped.signal.aborted && !this.signal.aborted);
    return { ...this.counts, nextMs: await nextDueMs(this.deps.db, this.id) };
  }

  /** The first loop stays until the session is idle; the others come and go with the work. */
  private async loop(stays: boolean): Promise<void> {
    let idleUntilMs = Date.now() + this.policy.idleMs;
    // Once cut, a claim would only be given back, again and again.
    while (!this.stopped.signal.aborted && !this.signal.aborted) {
      this.poked = false;
      const worked = await this.batch();
      if (worked === 'stop') return;
      if (worked === 'again') continue;
      if (worked === null || worked.for === 'rate') idleUntilMs = Date.now() + this.policy.idleMs;
      if (worked === null) continue;
      if (worked.for === 'rate') {
        // What comes meanwhile makes no tokens.
        await this.sleepers.sleep(Math.min(worked.ms, MOST_SLEEP_MS), false);
        continue;
      }
      if (this.wasPoked()) continue;
      const leftMs = idleUntilMs - Date.now();
      if (leftMs <= 0) return;
      await this.sleepers.sleep(Math.min(worked.ms, leftMs, stays ? Infinity : 1_000), true);
    }
  }

  /** What a claim must know beforehand. Trouble with it is told by the first claim that finds something to write. */
  private async look(): Promise<void> {
    try {
      this.opened = await openDestination(this.deps.db, this.deps.keys, this.id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  private ruled(): { readonly batches: BatchRule | null; readonly pace: Pace } {
    const { opened, policy } = this;
    const revision = opened?.configRevision ?? 0;
    if (this.rule?.revision !== revision)
      this.rule = {
        revision,
        batches: opened && this.deps.deliverer.batchRule(opened),
        pace: Pace.of(opened?.maxConcurrency ?? null, policy.batch, policy.maxBytes),
      };
    return this.rule;
  }

  /**
   * Claims and writes. @returns null when it did, what to wait for when there was nothing to claim, `again` when it must be claimed otherwise, or `stop`
   * when the destination may not be written to now.
   */
  private async batch(): Promise<Wait | 'again' | 'stop' | null> {
    const grant = await this.budget.take({ owner: this.id, ...this.ruled().pace.wish }, this.stopped.signal);
    if (!grant) return 'stop';
    try {
      return await this.granted(grant);
    } finally {
      grant.release();
    }
  }

  /** @param grant what may be in hand; the rows are claimed for it, so nothing that is claimed waits for memory */
  private async granted(grant: Grant): Promise<Wait | 'again' | 'stop' | null> {
    const { db } = this.deps;
    const verdict = await mayWrite(db, this.id, this.policy.leaseMs);
    if (verdict === 'wait') return 'stop';
    const { batches, pace } = this.ruled();
    const {
      deliveries: claimed,
      batchId,
      behindMs,
      wait,
    } = await claimDue(db, this.id, {
      limit: verdict === 'probe' ? 1 : pace.rowsIn(grant.bytes),
      leaseMs: this.policy.leaseMs,
      batches,
      limited: typeof this.opened?.maxPerSecond === 'number',
    });
    if (behindMs !== null) this.pokeIn(behindMs);
    if (claimed.length === 0) {
      if (verdict === 'probe') await releaseProbe(db, this.id);
      return wait ?? NOTHING_DUE;
    }
    const ids = claimed.map((delivery) => delivery.id);
    const destination = await this.open(ids);
    if (!destination) return 'stop';
    this.opened = destination;
    const isChanged = destination.state !== 'enabled' || (verdict === 'closed' && destination.circuit !== 'closed');
    if (isChanged || (this.ruled().batches === null) !== (batchId === null)) {
      // A moment ago: what was claimed one by one is to go in batches now, or the other way round, or not at all.
      await this.giveBack(ids, verdict);
      return 'again';
    }
    const claimedBytes = bytesOf(claimed);
    this.ruled().pace.claimed(claimed.length, claimedBytes);
    // A batch is written whole.
    grant.grow(batchId === null ? Math.max(...claimed.map((delivery) => delivery.bodyBytes)) : claimedBytes);
    const hand = new Hand(db, destination, ids, this.signal);
    const keeping = setInterval(() => {
      // A beat that is missed is made up for by the next; a lease that ends costs a repeat.
      extendDeliveries(db, ids, this.policy.leaseMs).catch(() => undefined);
      if (verdict === 'probe') extendProbe(db, this.id, this.policy.leaseMs).catch(() => undefined);
    }, this.policy.leaseMs / 3);
    let rest = claimed;
    try {
      while (rest.length > 0 && !hand.halted.aborted) {
        const slice = batchId === null ? firstSlice(rest, grant.bytes) : rest;
        await this.write(destination, slice, batchId, hand);
        rest = rest.slice(slice.length);
      }
    } finally {
      clearInterval(keeping);
      hand.close();
    }
    if (rest.length > 0)
      await this.giveBack(
        rest.map((delivery) => delivery.id),
        verdict,
      );
    return this.healed ? 'stop' : null;
  }

  private pokeIn(ms: number): void {
    setTimeout(() => {
      this.poke();
    }, ms + 10).unref();
  }

  private async giveBack(ids: readonly DeliveryId[], verdict: 'closed' | 'probe'): Promise<void> {
    await releaseDeliveries(this.deps.db, ids);
    if (verdict === 'probe') await releaseProbe(this.deps.db, this.id);
  }

  /** @returns null when it is gone, or cannot be opened: that is told by its circuit, and the claimed rows wait. */
  private async open(claimed: readonly DeliveryId[]): Promise<OpenDestination | null> {
    const { db, keys } = this.deps;
    try {
      const destination = await openDestination(db, keys, this.id, this.opened);
      if (!destination) await cancelOrphans(db);
      return destination;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await releaseDeliveries(db, claimed);
      await recordFailure(
        db,
        this.id,
        { count: 1, atOnce: true, disable: false, waitMs: 0, problem: error.toJSON() },
        this.policy.circuit,
      );
      return null;
    }
  }

  private async write(
    destination: OpenDestination,
    claimed: readonly ClaimedDelivery[],
    batchId: string | null,
    hand: Hand,
  ): Promise<void> {
    const started = performance.now();
    const { finished, healed } = await writeClaimed(this.deps, this.policy, destination, claimed, batchId, hand);
    this.ruled().pace.wrote(claimed.length, performance.now() - started);
    this.count(finished);
    this.healed = healed || this.wasHealed();
  }

  private count(finished: readonly FinishedDelivery[]): void {
    for (const { state, counted } of finished) {
      if (state === 'delivered') this.counts.delivered++;
      else if (state === 'dead') this.counts.dead++;
      else if (state === 'pending' && counted) this.counts.retried++;
    }
  }
}
