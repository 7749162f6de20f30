/** How much one FIT file may hold. Some messages are one byte long in the file and a hundred in memory: without limits a small file could fill it. */
import { Problem } from '../../../model/problem.js';
import { MAX_LAPS, MAX_RECORDINGS, MAX_SAMPLES } from '../../recording/limits.js';

export interface FitLimits {
  /** Records and separate heartbeats together, over all parts of the file. */
  readonly maxRows: number;
  /** Sessions and laps. */
  readonly maxSpans: number;
  readonly maxTimerEvents: number;
  /** FIT files chained in one. */
  readonly maxParts: number;
}

export const FIT_LIMITS: FitLimits = Object.freeze({
  maxRows: MAX_SAMPLES,
  maxSpans: MAX_LAPS,
  maxTimerEvents: 200_000,
  maxParts: MAX_RECORDINGS,
});

const WORDS = { maxRows: 'records', maxSpans: 'laps', maxTimerEvents: 'timer events', maxParts: 'chained files' } as const;

/** What is used up of the limits by all parts of one file. */
export class Budget {
  readonly limits: FitLimits;
  readonly #used = { maxRows: 0, maxSpans: 0, maxTimerEvents: 0, maxParts: 0 };

  constructor(limits: Partial<FitLimits> = {}) {
    this.limits = { ...FIT_LIMITS, ...limits };
  }

  /** @throws Problem `FILE_TOO_LARGE` */
  spend(limit: keyof FitLimits, count = 1): void {
    this.#used[limit] += count;
    if (this.left(limit) < 0)
      throw new Problem(
        'payload',
        `the FIT file holds more than ${this.limits[limit].toLocaleString('en')} ${WORDS[limit]}: split it and try again`,
        { code: 'FILE_TOO_LARGE' },
      );
  }

  left(limit: keyof FitLimits): number {
    return this.limits[limit] - this.#used[limit];
  }
}
