/** One endpoint of an API: the server checks by it, the OpenAPI document shows it, clients call by it. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** Of answers that are no refusal. */
export type Status = 200 | 201 | 202 | 204 | 207;
type Schemas = Readonly<Partial<Record<Status, z.ZodType>>>;

export interface Route {
  /** Unique: `operationId`. */
  readonly id: string;
  readonly method: Method;
  /** Below the base of its API (`/admin`, `/v2`); parameters as `:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Left out = it takes none, and refuses what comes. Loose objects and `z.unknown()` take what comes. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What its body is. `file`: the bytes themselves, of any type (file-body.ts); `body` is a schema of Uint8Array then. Default `json`. */
  readonly takes?: 'json' | 'file';
  /** Of `answer`; default 200. */
  readonly status?: Status;
  readonly answer: z.ZodType;
  /** Files that its usual answer may be instead of JSON: media types, and what each is. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further answers by their status; a handler gives them as `new Answer(status, body)`. */
  readonly also?: Schemas;
  /** Headers of its answers, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What it can be refused for, by status: besides what the whole API refuses. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** Needs no credentials. */
  readonly open?: boolean;
}

type None = Readonly<Record<string, never>>;
type SchemaOf<Each extends Route, Name extends 'params' | 'query' | 'body'> =
  Each extends Readonly<Record<Name, infer Schema extends z.ZodType>> ? Schema : never;
type Out<Schema extends z.ZodType, Default> = [Schema] extends [never] ? Default : z.output<Schema>;
type In<Schema extends z.ZodType, Default> = [Schema] extends [never] ? Default : z.input<Schema>;

/** What a handler gets: checked, defaults filled in. */
export interface InputOf<Each extends Route> {
  readonly params: Out<SchemaOf<Each, 'params'>, None>;
  readonly query: Out<SchemaOf<Each, 'query'>, None>;
  readonly body: Out<SchemaOf<Each, 'body'>, undefined>;
}

/** What a client gives. */
export interface GivenTo<Each extends Route> {
  readonly params?: In<SchemaOf<Each, 'params'>, None>;
  readonly query?: In<SchemaOf<Each, 'query'>, None>;
  readonly body?: In<SchemaOf<Each, 'body'>, undefined>;
}

/** Its usual answer. */
export type AnswerOf<Each extends Route> = z.input<Each['answer']>;

/** An answer of another status than the route's own, or one with headers. */
export class Answer<Code extends Status = Status, Body = unknown> {
  /** @param body JSON of it is sent; bytes, also as a stream, are JSON already, or what a header `content-type` says. */
  constructor(
    readonly status: Code,
    readonly body: Body,
    readonly headers: Readonly<Record<string, string | number>> = {},
  ) {}
}

/** Final JSON, or a file. */
type Bytes = Uint8Array | Readable;

type AlsoOf<Each extends Route> =
  Each extends Readonly<Record<'also', infer Also extends Schemas>>
    ? {
        [Each in keyof Also & Status]: Answer<Each, (Also[Each] extends z.ZodType ? z.input<Also[Each]> : never) | Bytes>;
      }[keyof Also & Status]
    : never;

/** Whatever its handler may return. */
export type AnswersOf<Each extends Route> =
  | AnswerOf<Each>
  | Answer<Each extends { readonly status: infer Usual extends Status } ? Usual : 200, AnswerOf<Each> | Bytes>
  | AlsoOf<Each>;

/** Keeps the exact types of what it is given. */
export const route = <Facts extends Route>(facts: Facts): Facts => Object.freeze(facts);

export const statusOf = (each: Route): Status => each.status ?? 200;

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && 'path' in value && 'method' in value && 'answer' in value;

/** @param groups modules that export routes beside other things */
export const routesOf = (groups: readonly object[]): readonly Route[] =>
  groups.flatMap((group) => Object.values<unknown>({ ...group }).filter(isRoute));
