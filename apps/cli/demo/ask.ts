/** HTTP as a client outside would use it: every answer is checked, every refusal becomes a Problem. */
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { Problem, type ProblemKind } from '../../../model/problem.js';
import { NO_ANSWER } from '../client/no-answer.js';

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: 'payload',
  401: 'auth',
  404: 'missing',
  409: 'conflict',
  422: 'config',
  429: 'rate_limited',
};
/** RFC 9457, and the sandbox's own form. */
const refusal = z.union([
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
]);
/** All servers are on this machine: longer means that one hangs. */
const ANSWER_MS = 60_000;

/** @throws Problem of the kind that the status stands for, with the server's own words; transient when it does not answer. */
export async function ask<Answer extends z.ZodType>(answer: Answer, question: Question): Promise<z.output<Answer>> {
  const { method = 'GET', url, headers, body, signal } = question;
  const doing = `${method} ${new URL(url).pathname}`;
  let answered: Dispatcher.ResponseData;
  let text: string;
  try {
    answered = await request(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) : AbortSignal.timeout(ANSWER_MS),
    });
    text = await answered.body.text();
  } catch (cause) {
    if (signal?.aborted) throw new Problem('canceled', `${doing} was stopped`, { cause });
    throw new Problem('transient', `${doing} got no answer from ${new URL(url).host}`, { cause, code: NO_ANSWER });
  }
  if (answered.statusCode >= 400) {
    const told = refusal.safeParse(parsed(text));
    throw new Problem(
      KINDS[answered.statusCode] ?? 'transient',
      `${doing} was refused (${answered.statusCode}): ${told.data ?? 'no reason given'}`,
      {
        code: String(answered.statusCode),
      },
    );
  }
  const result = answer.safeParse(parsed(text));
  if (result.success) return result.data;
  throw new Problem('bug', `${doing} answered with something else than expected: ${z.prettifyError(result.error)}`);
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @returns null instead of a Problem of kind `missing`. */
export async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.kind === 'missing') return null;
    throw error;
  }
}
