/** What a command may touch of the process it runs in. */
import type { Env } from '../../settings/load.js';

export interface Cli {
  readonly env: Env;
  /** Standard output: what was asked for. */
  out(line: string): void;
  /** Standard error: what is said beside it. */
  err(line: string): void;
  /** True when a person looks on. */
  readonly terminal: boolean;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}
