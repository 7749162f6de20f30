/** What was asked of a target and what it answered, as an operator may see it: never the event itself, never a secret. */

/** One side of an exchange. */
export interface Told {
  /** `POST https://app.example/hook`, `200`, `PUT s3://bucket/name`. */
  readonly line: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  /** Text without control characters, at most 2 KB of it. Only of answers. */
  readonly body?: string;
  /** More came than is kept. */
  readonly isCut?: boolean;
}

export interface Exchange {
  readonly request: Told;
  /** Null when none came. */
  readonly answer: Told | null;
}
