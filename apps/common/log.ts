/** Structured logs without bodies, secrets or causes' texts: an error is told by its kind, its code and, for ours, its user message. */
import type { PinoLogger } from 'nestjs-pino';
import { Problem } from '../../model/problem.js';

export type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Classes of errors whose message is written by a driver about its own state, never about data. */
function describe(error: unknown): Facts {
  if (error instanceof Problem)
    return { kind: error.kind, problem: error.userMessage, code: error.code, ...causeOf(error.cause) };
  return causeOf(error);
}

function causeOf(error: unknown): Facts {
  if (!(error instanceof Error)) return {};
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  // The place in our code says where; a foreign text may quote data (a unique violation quotes the row).
  return {
    error: error.name,
    errorCode: code,
    at: placeOf(error),
  };
}

/** The first frame. The message comes before the frames and may look like one: it is taken out, and what is left must be a frame of V8. */
const placeOf = ({ stack = '', message }: Error): string | undefined =>
  stack
    .replace(message, '')
    .split('\n')
    .find((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line))
    ?.trim();

/** A path as it may be logged: the address that notifications come to and the link of an athlete are secrets. */
export const loggedPath = (url: string): string =>
  (url.split('?')[0] ?? '').replace(/^(\/hooks\/[^/]*\/).+/, '$1…').replace(/^(\/connect\/)[0-9a-f-]{36}/, '$1…');

export class Log {
  constructor(private readonly logger: PinoLogger) {}

  info(message: string, facts: Facts = {}): void {
    this.logger.info(facts, message);
  }

  warn(message: string, error?: unknown, facts: Facts = {}): void {
    this.logger.warn({ ...facts, ...describe(error) }, message);
  }

  error(message: string, error?: unknown, facts: Facts = {}): void {
    this.logger.error({ ...facts, ...describe(error) }, message);
  }
}
