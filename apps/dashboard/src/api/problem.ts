/** A refusal of the api (problem+json), or no answer at all. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const faultsOf = (value: unknown): readonly FieldFault[] =>
  Array.isArray(value)
    ? value.filter(isObject).flatMap(({ field, message }) => {
        const [of, words] = [textOf(field), textOf(message)];
        return of === null || words === null ? [] : [{ field: of, message: words }];
      })
    : [];

export class ApiProblem extends Error {
  private constructor(
    /** 0 = the server was not reached. */
    readonly status: number,
    message: string,
    readonly code: string | null,
    readonly faults: readonly FieldFault[],
    readonly retryAfterSeconds: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiProblem';
  }

  static read(response: Response, body: unknown): ApiProblem {
    const told = isObject(body) ? body : {};
    const seconds = Number(response.headers.get('retry-after'));
    return new ApiProblem(
      response.status,
      textOf(told['detail']) ?? `The server answered ${response.status}. Try again; if it stays so, look at its log.`,
      textOf(told['code']),
      faultsOf(told['errors']),
      Number.isFinite(seconds) && seconds > 0 ? seconds : null,
    );
  }

  static unreachable(cause: unknown): ApiProblem {
    return new ApiProblem(0, 'The server does not answer. Is it running, and are you online?', null, [], null, { cause });
  }

  /** Whether the same again may work. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : 'Something went wrong.');
