/** What runs, in the order of starting: ended in the reverse order. */
import type { Child, ChildExit } from '../runtime/child.js';

export class Stack {
  readonly #children: Child[] = [];
  #stopping: Promise<void> | null = null;

  /** @param onDeath called when a child goes by itself. */
  constructor(private readonly onDeath: (child: Child, exit: ChildExit) => void) {}

  add(child: Child): void {
    this.#children.push(child);
    void child.exited.then((exit) => {
      if (!exit.wanted) this.onDeath(child, exit);
    });
  }

  get children(): readonly Child[] {
    return this.#children;
  }

  /** Each child gets its time to drain before the next one it stands on is ended. Idempotent. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop();
  }

  /** When there is no patience left. */
  async kill(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.kill()));
  }
}
