/** How much a loop claims at a time: what its destination takes in about two seconds, so that little is in hand when something changes. */

/** Rows in hand are not written down before all of a write is over: a crash repeats them, a disconnecting user waits for them. */
const TARGET_MS = 2_000;
/** The first claims of a session; what no kind writes at once is not less. */
const FIRST = 32;
/** Of a row that nobody has seen yet. */
const FIRST_BYTES = 32_768;
/** What a row costs beside its body. */
const LEAST_BYTES = 1_024;

export class Pace {
  private rows: number;
  private rowBytes = FIRST_BYTES;

  /**
   * @param least rows that it may have in flight at once
   * @param mostBytes decompressed
   */
  constructor(
    private readonly least: number,
    private readonly most: number,
    private readonly mostBytes: number,
  ) {
    this.rows = Math.min(least, most);
  }

  static of(maxConcurrency: number | null, most: number, mostBytes: number): Pace {
    return new Pace(Math.min(FIRST, maxConcurrency ?? FIRST), most, mostBytes);
  }

  /** Of one row, and of all that it would claim now; by what was claimed before. */
  get wish(): { readonly leastBytes: number; readonly mostBytes: number } {
    const leastBytes = Math.min(this.rowBytes, this.mostBytes);
    return { leastBytes, mostBytes: Math.max(leastBytes, Math.min(this.rows * this.rowBytes, this.mostBytes)) };
  }

  /** Rows that fit into so many bytes; at least one. */
  rowsIn(bytes: number): number {
    return Math.max(1, Math.min(this.rows, Math.floor(bytes / this.rowBytes)));
  }

  claimed(rows: number, bytes: number): void {
    this.rowBytes = Math.max(LEAST_BYTES, Math.ceil(bytes / rows));
  }

  /** So many were written in so long. Faster than wanted doubles. */
  wrote(rows: number, tookMs: number): void {
    const fitting = Math.floor((rows * TARGET_MS) / Math.max(1, tookMs));
    this.rows = Math.min(this.most, Math.max(this.least, Math.min(fitting, this.rows * 2)));
  }
}
