/** Keeps one of our own processes running: when it dies it is started again, a little later each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../model/problem.js';
import { type Child, type ChildExit, deathOf } from '../runtime/child.js';

/** So many deaths within so long are no accident. */
const MOST_DEATHS = 5;
const WINDOW_MINUTES = 5;
/** Before the first new start; twice as long before each further one of the window. */
const FIRST_WAIT_MS = 500;

export interface Kept {
  /** As people call it: `the worker`. */
  readonly name: string;
  /** Starts it in the place of the dead one, and waits until it is ready. @throws Problem when it does not get there */
  startAgain(dead: Child, signal: AbortSignal): Promise<Child>;
  readonly say: (line: string) => void;
  /** Called once, with the sentence for people. */
  readonly giveUp: (why: Problem) => void;
}

export class Keeper {
  #deathsMs: readonly number[] = [];
  #restarts = 0;
  #working: Promise<void> = Promise.resolve();
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;

  /** @param signal aborts when nothing is to be started any more. */
  constructor(
    private readonly kept: Kept,
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#closed.signal]);
  }

  get name(): string {
    return this.kept.name;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** From now on, until `close`. */
  keep(child: Child): void {
    void child.exited.then((exit) => {
      if (!exit.wanted) this.#working = this.#revive(child, exit);
    });
  }

  /** Starts nothing any more; settles when what was being started is among the stack's children. */
  close(): Promise<void> {
    this.#closed.abort();
    return this.#working;
  }

  async #revive(dead: Child, exit: ChildExit): Promise<void> {
    const { kept } = this;
    let why = await deathOf(dead, exit);
    while (!this.#signal.aborted) {
      const deaths = this.#count();
      if (deaths >= MOST_DEATHS) {
        kept.giveUp(
          new Problem(
            why.kind,
            `${why.message}. It was time ${deaths} within ${WINDOW_MINUTES} minutes: it is not started again`,
          ),
        );
        return;
      }
      const waitMs = FIRST_WAIT_MS * 2 ** (deaths - 1);
      kept.say(`${sentence(why.message)}. It is started again in ${waitMs / 1000} s and goes on where it was.`);
      try {
        await sleep(waitMs, undefined, { signal: this.#signal });
        const child = await kept.startAgain(dead, this.#signal);
        this.#restarts++;
        kept.say(`${sentence(kept.name)} runs again.`);
        this.keep(child);
        return;
      } catch (error) {
        why = Problem.from(error, `starting ${kept.name} again`);
      }
    }
  }

  /** @returns how many deaths the window holds, this one too. */
  #count(): number {
    const now = Date.now();
    this.#deathsMs = [...this.#deathsMs.filter((at) => now - at < WINDOW_MINUTES * 60_000), now];
    return this.#deathsMs.length;
  }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
