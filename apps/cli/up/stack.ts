/** What runs, in the order of starting: ended in the reverse order. */
import type { Child, ChildExit } from '../runtime/child.js';

export class Stack {
  readonly #children: Child[] = [];
  /** Those whose death somebody else sees to. */
  readonly #kept = new WeakSet<Child>();
  #stopping: Promise<void> | null = null;

  /** @param onDeath called when a child goes by itself that nobody keeps. */
  constructor(private readonly onDeath: (child: Child, exit: ChildExit) => void) {}

  add(child: Child): void {
    this.#children.push(child);
    void child.exited.then((exit) => {
      if (!exit.wanted && !this.#kept.has(child)) this.onDeath(child, exit);
    });
  }

  /** Its death is not ours from now on. */
  leave(child: Child): void {
    this.#kept.add(child);
  }

  /** What was started anew takes the place of what died, for the order of ending. */
  replace(dead: Child, child: Child): void {
    this.leave(child);
    const at = this.#children.findIndex(({ name }) => name === dead.name);
    this.#children.splice(at, 1, child);
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
