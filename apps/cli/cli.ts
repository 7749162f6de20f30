/** What a command may touch of the process it runs in. */
import type { Env } from '../../settings/load.js';

export interface Cli {
  readonly env: Env;
  /** Standard output: what was asked for. */
  out(line: string): void;
  /** Standard error: what is said beside it. */
  err(line: string): void;
  /** Shows a line that the next one replaces (null = leave it and go on below). Null when nobody looks on: then lines pile up instead. */
  readonly draw: ((line: string | null) => void) | null;
  /** Asks a person for yes or no. Null when nobody is there to answer: then what was asked for is done. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}
