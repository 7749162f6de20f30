/** When a device that records is worth a look: at the beginning, now and then, at the end, and when what it recorded is whole. Outlives a lost line. */
export interface LooksOptions {
  /** Makes it due for who wore the device since then. @returns milliseconds until it must be asked again; 0 = done. */
  readonly look: (since: Date) => Promise<number>;
  readonly onError: (error: unknown) => void;
  /** Nothing recorded for so long, and a record is whole. */
  readonly settledMs: number;
  readonly quietMs?: number;
  readonly everyMs?: number;
}

/** Without samples for so long it has ended, or has no network. */
const QUIET_MS = 60_000;
/** While it records there is nothing to deliver, only late parts of what was recorded before. */
const EVERY_MS = 300_000;
/** Clocks differ, and what was said to us may take a moment until it can be read. */
const MARGIN_MS = 5_000;
const AGAIN_MS = 60_000;

export class Looks {
  private phase: 'silent' | 'recording' | 'ended' = 'silent';
  private since = new Date();
  private heardAtMs = 0;
  private lookedAtMs = 0;
  private timer: NodeJS.Timeout | null = null;
  private again: NodeJS.Timeout | null = null;
  private closed = false;
  private readonly quietMs: number;
  private readonly everyMs: number;
  private readonly settledMs: number;

  constructor(private readonly options: LooksOptions) {
    this.quietMs = options.quietMs ?? QUIET_MS;
    this.everyMs = options.everyMs ?? EVERY_MS;
    this.settledMs = options.settledMs + Math.min(MARGIN_MS, this.quietMs);
  }

  /** Samples came. */
  heard(): void {
    if (this.closed) return;
    this.heardAtMs = performance.now();
    if (this.phase === 'recording') return;
    if (this.phase === 'silent') this.since = new Date();
    this.phase = 'recording';
    this.lookNow();
    this.wait();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    if (this.again) clearTimeout(this.again);
  }

  private wait(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.closed || this.phase === 'silent') return;
    const quietAtMs = this.heardAtMs + this.quietMs;
    const dueAtMs =
      this.phase === 'ended' ? this.heardAtMs + this.settledMs : Math.min(quietAtMs, this.lookedAtMs + this.everyMs);
    this.timer = setTimeout(
      () => {
        this.due();
      },
      Math.max(1, dueAtMs - performance.now()),
    );
  }

  private due(): void {
    const silentMs = performance.now() - this.heardAtMs;
    if (this.phase === 'ended') {
      this.phase = 'silent';
      this.lookNow();
    } else if (silentMs >= this.quietMs) {
      this.phase = silentMs >= this.settledMs ? 'silent' : 'ended';
      this.lookNow();
    } else if (performance.now() - this.lookedAtMs >= this.everyMs) this.lookNow();
    this.wait();
  }

  private lookNow(): void {
    this.lookedAtMs = performance.now();
    if (this.again) clearTimeout(this.again);
    this.again = null;
    this.options.look(this.since).then(
      (waitMs) => {
        this.later(waitMs);
      },
      (error: unknown) => {
        this.options.onError(error);
        this.later(AGAIN_MS);
      },
    );
  }

  /** One that waits is enough, whatever it was for. */
  private later(waitMs: number): void {
    if (waitMs <= 0 || this.closed || this.again) return;
    this.again = setTimeout(() => {
      this.again = null;
      this.lookNow();
    }, waitMs);
  }
}
