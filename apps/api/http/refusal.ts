/** A refusal whose status no kind of Problem has, or that comes with headers. Answered like every other error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** @param detail for the caller: what is wrong, what to do */
  constructor(
    readonly status: 403 | 405 | 408 | 413 | 415 | 424 | 429,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string | number>> = {},
  ) {
    super(detail);
  }
}
