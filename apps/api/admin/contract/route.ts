/** One endpoint of the admin API: the server checks by it, the OpenAPI document shows it, the CLI calls by it. */
import { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** Unique: `operationId`. */
  readonly id: string;
  readonly method: Method;
  /** Below /admin; parameters as `:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly status: number;
  readonly answer: Answer;
}

/** What a handler gets: checked, defaults filled in. */
export interface InputOf<Each extends Route> {
  readonly params: z.output<Each['params']>;
  readonly query: z.output<Each['query']>;
  readonly body: z.output<Each['body']>;
}
export type AnswerOf<Each extends Route> = z.input<Each['answer']>;

export const nothing = z.undefined();
const noFields = z.strictObject({});

/** Fills in what most routes leave out. */
export function route<
  Answer extends z.ZodType,
  Params extends z.ZodObject = typeof noFields,
  Query extends z.ZodObject = typeof noFields,
  Body extends z.ZodType = typeof nothing,
>(facts: {
  id: string;
  method: Method;
  path: string;
  tag: string;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  status?: number;
  answer: Answer;
}): Route<Params, Query, Body, Answer> {
  // The defaults are what the type parameters default to; TypeScript cannot see that an absent property chose them.
  const defaults = { params: noFields, query: noFields, body: nothing, status: 200 } as unknown as {
    params: Params;
    query: Query;
    body: Body;
    status: number;
  };
  return Object.freeze({ ...defaults, ...facts });
}
