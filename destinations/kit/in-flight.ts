import { Problem } from '../../model/problem.js';

/** Counts the calls under way in a session, so that closing it can wait for them. */
export class InFlight {
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** Runs `work`. @throws Problem canceled once the session is closed: it was never tried. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closing) throw new Problem('canceled', 'the destination was closed before the write began');
    const running = work();
    const settled = running.catch(() => undefined);
    this.#running.add(settled);
    try {
      return await running;
    } finally {
      this.#running.delete(settled);
    }
  }

  /** Lets nothing new in, waits for what runs, then calls `release`, once. */
  close(release: () => Promise<void>): Promise<void> {
    return (this.#closing ??= Promise.all(this.#running).then(release));
  }
}
