/** Listens to one device for as long as it is ours: a line that ends is opened again, later each time it does not hold. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../model/problem.js';
import type { Looks } from './looks.js';

export interface DeviceWatchOptions {
  /** One line. @throws Problem when it could not be opened, was refused or broke off */
  readonly follow: (onRecording: () => void, signal: AbortSignal) => Promise<void>;
  readonly looks: Looks;
  /** Of a run of failures the first: the rest says the same. */
  readonly onTrouble: (problem: Problem) => void;
  /** The shortest wait before a line is opened again; doubled up to `longestMs`. */
  readonly shortestMs?: number;
  readonly longestMs?: number;
}

/** A line that held for so long was well. */
const WELL_MS = 60_000;
/** Of an account that may not listen: only a person changes that. */
const REFUSED_MS = 600_000;

export class DeviceWatch {
  private readonly stop = new AbortController();
  private readonly running: Promise<void>;
  private failures = 0;
  private told = false;

  constructor(private readonly options: DeviceWatchOptions) {
    this.running = this.run();
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    for (;;) {
      const problem = await this.once();
      if (this.isStopped()) return;
      const { shortestMs = 1_000, longestMs = 300_000 } = this.options;
      const backoffMs = Math.min(longestMs, shortestMs * 2 ** Math.min(this.failures, 20));
      const askedMs = problem?.kind === 'auth' ? REFUSED_MS : (problem?.retryAfterMs ?? 0);
      this.failures++;
      // Spread out: lines that broke together must not all come back together.
      await sleep(Math.max(askedMs, backoffMs) * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      if (this.isStopped()) return;
    }
  }

  private isStopped(): boolean {
    return this.stop.signal.aborted;
  }

  private well(startedAtMs: number): void {
    if (performance.now() - startedAtMs < WELL_MS) return;
    this.failures = 0;
    this.told = false;
  }

  /** @returns why it ended; null = the provider closed it. */
  private async once(): Promise<Problem | null> {
    const { follow, looks, onTrouble } = this.options;
    const startedAtMs = performance.now();
    try {
      await follow(() => {
        looks.heard();
      }, this.stop.signal);
      this.well(startedAtMs);
      return null;
    } catch (error) {
      this.well(startedAtMs);
      const problem = Problem.from(error, 'listening to a device');
      if (!this.told && !this.isStopped()) onTrouble(problem);
      this.told = true;
      return problem;
    }
  }

  async close(): Promise<void> {
    this.stop.abort();
    this.options.looks.close();
    await this.running;
  }
}
