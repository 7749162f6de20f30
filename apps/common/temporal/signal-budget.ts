/**
 * How many signals a second Temporal gets from this process. It adapts like TCP: grows slowly while signalled work is done in time, and is halved when
 * a relief lane had to take work whose signal went unanswered, and shrinks while more work comes than it has signals for. So ordinary days are all in Temporal's history, and a surge or an outage costs nothing.
 */
export interface SignalBudgetOptions {
  readonly startPerSecond: number;
  readonly minPerSecond?: number;
  readonly maxPerSecond?: number;
  /** Growth for each second without trouble. */
  readonly growth?: number;
  readonly now?: () => number;
}

/** What is left of the rate after each work that got no signal. */
const SURGE = 0.95;

export class SignalBudget {
  private rate: number;
  private tokens: number;
  private refilledAtMs: number;
  private halvedAtMs = -Infinity;
  private readonly min: number;
  private readonly max: number;
  private readonly growth: number;
  private readonly now: () => number;

  constructor(options: SignalBudgetOptions) {
    this.rate = options.startPerSecond;
    this.tokens = options.startPerSecond;
    // 0 = no signals at all: every row goes through the lanes.
    this.min = options.startPerSecond === 0 ? 0 : (options.minPerSecond ?? 0.2);
    this.max = options.startPerSecond === 0 ? 0 : (options.maxPerSecond ?? 50);
    this.growth = options.growth ?? 0.1;
    this.now = options.now ?? (() => performance.now());
    this.refilledAtMs = this.now();
  }

  get perSecond(): number {
    return this.rate;
  }

  tryTake(): boolean {
    const nowMs = this.now();
    const seconds = (nowMs - this.refilledAtMs) / 1000;
    this.refilledAtMs = nowMs;
    this.rate = Math.min(this.max, this.rate + seconds * this.growth);
    this.tokens = Math.min(Math.max(1, this.rate), this.tokens + seconds * this.rate);
    if (this.tokens < 1) {
      // More work than signals: a surge, in which each signal costs the lanes more than it tells anybody.
      this.rate = Math.max(this.min, this.rate * SURGE);
      return false;
    }
    this.tokens -= 1;
    return true;
  }

  /** A signal went unanswered. At most once a second: one hiccup shows in many rows. */
  relieved(): void {
    const nowMs = this.now();
    if (nowMs - this.halvedAtMs < 1_000) return;
    this.halvedAtMs = nowMs;
    this.rate = Math.max(this.min, this.rate / 2);
    this.tokens = Math.min(this.tokens, this.rate);
  }
}
