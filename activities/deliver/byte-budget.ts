/**
 * Bytes of bodies that all loops of this process may have in hand together. A receiver that is slow keeps what it has for minutes, so what is shared can be
 * all gone: who has nothing in hand always gets a little at once, above the limit if need be. So no destination waits for another, nothing can wait in a
 * circle, and the most is the limit and a little for each destination.
 */
import type { DestinationId } from '../../model/ids.js';

/** What is always granted; an item that is larger goes alone. */
const LITTLE_BYTES = 1 << 20;

export interface Wish {
  readonly owner: DestinationId;
  /** Less is of no use: the first item. */
  readonly leastBytes: number;
  readonly mostBytes: number;
}

interface Waiter extends Wish {
  readonly grant: (bytes: number) => void;
}

export interface Grant {
  readonly bytes: number;
  /** It turned out to be more, which cannot be told before it is there: counted, never waited for, so nobody waits with something in hand. */
  grow(toBytes: number): void;
  /** Once. */
  release(): void;
}

export class ByteBudget {
  private readonly held = new Map<DestinationId, number>();
  private readonly waiters = new Set<Waiter>();
  private usedBytes = 0;

  constructor(private readonly limitBytes: number) {}

  get used(): number {
    return this.usedBytes;
  }

  /** @returns between `leastBytes` and `mostBytes`; null when `signal` fired first */
  async take(wish: Wish, signal: AbortSignal): Promise<Grant | null> {
    if (signal.aborted) return null;
    // Who waits already was here first.
    const now = this.waiters.size === 0 || !this.held.has(wish.owner) ? this.grantable(wish) : null;
    const bytes = now ?? (await this.wait(wish, signal));
    if (bytes === null) return null;
    if (now !== null) this.hold(wish.owner, now);
    let inHand = bytes;
    const become = (toBytes: number): void => {
      this.hold(wish.owner, toBytes - inHand);
      inHand = toBytes;
    };
    return {
      bytes,
      grow: (toBytes) => {
        if (toBytes > inHand) become(toBytes);
      },
      release: () => {
        if (inHand === 0) return;
        become(0);
        this.settle();
      },
    };
  }

  private wait(wish: Wish, signal: AbortSignal): Promise<number | null> {
    return new Promise((resolve) => {
      const end = (bytes: number | null): void => {
        this.waiters.delete(waiter);
        signal.removeEventListener('abort', abort);
        resolve(bytes);
      };
      const abort = (): void => {
        end(null);
      };
      const waiter: Waiter = { ...wish, grant: end };
      this.waiters.add(waiter);
      signal.addEventListener('abort', abort);
    });
  }

  private grantable({ owner, leastBytes, mostBytes }: Wish): number | null {
    const freeBytes = this.limitBytes - this.usedBytes;
    if (Math.min(mostBytes, LITTLE_BYTES) <= freeBytes && leastBytes <= freeBytes) return Math.min(mostBytes, freeBytes);
    return this.held.has(owner) ? null : Math.max(leastBytes, Math.min(mostBytes, LITTLE_BYTES));
  }

  private hold(owner: DestinationId, bytes: number): void {
    this.usedBytes += bytes;
    const now = (this.held.get(owner) ?? 0) + bytes;
    if (now > 0) this.held.set(owner, now);
    else this.held.delete(owner);
  }

  /** Whoever has the least in hand is next, of equals the first that came; one that does not fit yet holds up nobody. */
  private settle(): void {
    const inTurn = [...this.waiters].sort((a, b) => (this.held.get(a.owner) ?? 0) - (this.held.get(b.owner) ?? 0));
    for (const waiter of inTurn) {
      const bytes = this.grantable(waiter);
      if (bytes === null) continue;
      // Held at once: the next in turn must see it.
      this.hold(waiter.owner, bytes);
      waiter.grant(bytes);
    }
  }
}
