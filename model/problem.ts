/** What went wrong, once, for every boundary. Code acts on `kind`, never on message text. */

/** The kinds, with what the platform does about each. */
export const PROBLEM_KINDS = {
  auth: { retry: false, scope: 'target', meaning: 'credentials are refused: a person must act' },
  config: { retry: false, scope: 'target', meaning: 'the target is set up wrongly: a person must act' },
  missing: { retry: false, scope: 'item', meaning: 'the thing asked for is not there (any more)' },
  payload: { retry: false, scope: 'item', meaning: 'this item cannot be accepted as it is' },
  conflict: { retry: false, scope: 'item', meaning: 'something newer is there already' },
  rate_limited: { retry: true, scope: 'target', meaning: 'asked to slow down' },
  transient: { retry: true, scope: 'target', meaning: 'may work when tried again' },
  canceled: { retry: true, scope: 'target', meaning: 'we stopped it ourselves; counts as no attempt' },
  bug: { retry: true, scope: 'item', meaning: 'our own fault; a deploy can mend it' },
} as const satisfies Record<string, { retry: boolean; scope: 'target' | 'item'; meaning: string }>;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

export interface ProblemOptions {
  /** How long to wait before the next try, where the other side said so (milliseconds). */
  readonly retryAfterMs?: number | undefined;
  /** Short machine-readable code of the other side: an HTTP status, SQLSTATE, errno name. Never a secret, never health data. */
  readonly code?: string | undefined;
  /** Which inputs are wrong, where they have names. */
  readonly faults?: readonly FieldFault[] | undefined;
  readonly cause?: unknown;
}

export interface FieldFault {
  /** Dotted path in what was given, such as `config.url`. */
  readonly field: string;
  readonly message: string;
}

/** The one error that crosses a boundary. `message` is written for the user: what is wrong, where, what to do. No secrets, no health data. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly retryAfterMs: number | undefined;
  readonly code: string | undefined;
  readonly faults: readonly FieldFault[] | undefined;

  constructor(kind: ProblemKind, userMessage: string, options: ProblemOptions = {}) {
    super(userMessage, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.code = options.code;
    this.faults = options.faults;
  }

  get userMessage(): string {
    return this.message;
  }

  /** True when trying the same thing again, later, can succeed without a person. */
  get retryable(): boolean {
    return PROBLEM_KINDS[this.kind].retry;
  }

  /** The form that is stored and shown: no cause, no stack. */
  toJSON(): StoredProblem {
    return { kind: this.kind, message: this.message, ...(this.code === undefined ? {} : { code: this.code }) };
  }

  /** Anything thrown, as a Problem. An unknown error is our own bug: its text is kept as cause only, for it may hold anything. */
  static from(error: unknown, doing = 'this'): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof Error && error.name === 'AbortError')
      return new Problem('canceled', `${doing} was stopped`, { cause: error });
    return new Problem('bug', `an unexpected error while ${doing}`, { cause: error });
  }
}

export interface StoredProblem {
  readonly kind: ProblemKind;
  readonly message: string;
  readonly code?: string;
}
