import { Problem } from '../../model/problem.js';
import { stopOf, untilStopped } from '../kit/until-stopped.js';

/** What an error says of its connection: nothing; it ends a moment later; it was gone, and the statement never counted. */
export type Fate = 'alive' | 'ending' | 'gone';

/** A driver's pool, as the lender needs it. */
export interface Driver<Client extends object> {
  connect(): Promise<Client>;
  release(client: Client, drop: boolean): void;
  /** Why connecting failed. */
  refusal(error: unknown): Promise<Problem>;
  fateAfter(error: unknown): Fate;
  /** What a caller is told of a connection that was gone. */
  loss(error: unknown): Problem;
}

/** A connection that had served before and turns out to be gone; `reason` is what a caller may be told. */
class Stale {
  constructor(readonly reason: Problem) {}
}

/** `action`, but only the first time. */
function once<Argument>(action: (argument: Argument) => void): (argument: Argument) => void {
  let done = false;
  return (argument) => {
    if (!done) action(argument);
    done = true;
  };
}

/** Lends the connections of a pool, and knows which of them to keep. */
export class Lender<Client extends object> {
  readonly #driver: Driver<Client>;
  readonly #size: number;
  /** Connections that have served before. */
  readonly #served = new WeakSet<Client>();

  /** @param size most connections of the pool */
  constructor(driver: Driver<Client>, size: number) {
    this.#driver = driver;
    this.#size = size;
  }

  /**
   * Runs `work` with a connection. The connection is dropped after an error that is not the statement's own, and when `signal` fires. One that had
   * served before may have been cut while it was idle, which only its next statement notices: then `work` begins again with another, so it must be
   * repeatable.
   * @throws Problem for connecting; what `work` throws, unchanged, else.
   */
  async use<Result>(signal: AbortSignal, work: (client: Client) => Promise<Result>): Promise<Result> {
    for (let left = this.#size; ; left--) {
      const result = await this.#useOne(signal, work);
      if (!(result instanceof Stale)) return result;
      if (left === 0) throw result.reason;
    }
  }

  async #useOne<Result>(signal: AbortSignal, work: (client: Client) => Promise<Result>): Promise<Result | Stale> {
    const throwIfStopped = (): void => {
      if (signal.aborted) throw stopOf(signal);
    };
    throwIfStopped();
    const client = await this.#connect(signal);
    const hadServed = this.#served.has(client);
    this.#served.add(client);
    const release = once((drop: boolean) => {
      this.#driver.release(client, drop);
    });
    const drop = (): void => {
      release(true);
    };
    signal.addEventListener('abort', drop, { once: true });
    try {
      throwIfStopped();
      return await work(client);
    } catch (error) {
      throwIfStopped();
      const fate = error instanceof Problem ? 'alive' : this.#driver.fateAfter(error);
      if (fate !== 'alive') drop();
      if (fate !== 'gone') throw error;
      const problem = this.#driver.loss(error);
      if (hadServed) return new Stale(problem);
      throw problem;
    } finally {
      signal.removeEventListener('abort', drop);
      release(false);
    }
  }

  async #connect(signal: AbortSignal): Promise<Client> {
    const waiting = this.#driver.connect();
    try {
      return await untilStopped(signal, () => waiting);
    } catch (error) {
      if (!signal.aborted) throw await this.#driver.refusal(error);
      waiting.then(
        (late) => {
          this.#driver.release(late, false);
        },
        () => undefined,
      );
      throw error;
    }
  }
}
