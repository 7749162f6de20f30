/** A named test that `check` ran, and what the user should do when it failed. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message?: string;
  readonly action?: string;
}

/** Who hears of a check while it runs. */
export interface CheckWatch {
  /** The names of the tests in order, as far as they are known. Once, before the first ends. */
  plan(names: readonly string[]): void;
  ended(result: CheckResult): void;
}
