/** What a vendor's errors mean, as data: read by `classify` and by the docs, so the two cannot disagree. */
import { Problem } from '../../model/problem.js';
import type { ProblemKind } from '../../model/problem.js';

export interface ErrorRow {
  /** Codes as the vendor writes them; `08*` stands for all that begin so. */
  readonly codes: readonly string[];
  readonly kind: Exclude<ProblemKind, 'canceled' | 'bug'>;
  /** Shown to people; never the vendor's own text, which may quote health data. */
  readonly message: string;
  /** What a person should do, where waiting does not help. */
  readonly action?: string;
}

export class ErrorTable {
  readonly #exact = new Map<string, ErrorRow>();
  readonly #prefixes: (readonly [prefix: string, row: ErrorRow])[] = [];

  /** @throws TypeError for a code that is there twice. */
  constructor(readonly rows: readonly ErrorRow[]) {
    for (const row of rows)
      for (const code of row.codes) {
        if (this.#exact.has(code)) throw new TypeError(`two rows for ${code}`);
        this.#exact.set(code, row);
        if (code.endsWith('*')) this.#prefixes.push([code.slice(0, -1), row]);
      }
    this.#prefixes.sort(([a], [b]) => b.length - a.length);
  }

  /** The row of the code itself, else of the longest beginning. */
  find(code: string): ErrorRow | undefined {
    return this.#exact.get(code) ?? this.#prefixes.find(([prefix]) => code.startsWith(prefix))?.[1];
  }

  /** The Problem of a vendor's code; undefined for one that is in no row. */
  problem(code: string, cause: unknown, retryAfterMs?: number): Problem | undefined {
    const row = this.find(code);
    if (!row) return undefined;
    return new Problem(row.kind, row.action === undefined ? row.message : `${row.message}: ${row.action}`, {
      code,
      cause,
      retryAfterMs,
    });
  }
}
