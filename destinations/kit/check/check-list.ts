/** The named tests of a `check`, told one by one as they end. */
import type { Problem } from '../../../model/problem.js';
import type { CheckResult, CheckWatch } from './check-result.js';

export type { CheckWatch } from './check-result.js';

export class CheckList {
  readonly #results = new Map<string, CheckResult>();
  readonly #watch: CheckWatch | undefined;

  constructor(names: readonly string[], watch: CheckWatch | undefined) {
    this.#watch = watch;
    watch?.plan(names);
  }

  get results(): readonly CheckResult[] {
    return [...this.#results.values()];
  }

  /** Those that passed before and pass again, after a connection was lost, are told once. */
  pass(...names: readonly string[]): void {
    for (const name of names) this.#end({ name, ok: true });
  }

  /** Passed, with something to say of it. */
  note(name: string, message: string | undefined): void {
    this.#end({ name, ok: true, ...(message === undefined ? {} : { message }) });
  }

  /** The last of the list. @param action what to do; undefined = the problem says it itself */
  fail(name: string, { message }: Pick<Problem, 'message'>, action: string | undefined): readonly CheckResult[] {
    this.#results.delete(name);
    this.#end({ name, ok: false, message, ...(action === undefined ? {} : { action }) });
    return this.results;
  }

  #end(result: CheckResult): void {
    if (this.#results.has(result.name)) return;
    this.#results.set(result.name, result);
    this.#watch?.ended(result);
  }
}
