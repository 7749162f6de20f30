/** Secrets kept out of everything that is shown: configs, messages, causes. */
import { Problem } from '../../model/problem.js';

export const MASK = '***';
/** A shorter value would blank out half of every sentence, and gives away nothing. */
const SHORTEST_REDACTED = 3;

/** What a person may see of a secret: its first 4 characters when it has 10 or more, to tell two apart. */
export const maskText = (secret: string): string => (secret.length >= 10 ? `${secret.slice(0, 4)}${MASK}` : MASK);

/** A copy of `value` with every text in it masked; the shape stays, so that a form can show which parts are set. */
export function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskValue(inner)]));
  return value === undefined || value === null ? value : MASK;
}

/** A config as it may be returned by an API: its secret fields masked. */
export function maskConfig(config: Readonly<Record<string, unknown>>, secrets: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => [field, secrets.includes(field) ? maskValue(value) : value]),
  );
}

function collectTexts(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collectTexts(inner, into);
}

/** Every text inside the secret fields of a config. */
export function secretTexts(config: Readonly<Record<string, unknown>>, secrets: readonly string[]): string[] {
  const texts = new Set<string>();
  for (const field of secrets) collectTexts(config[field], texts);
  return [...texts];
}

/** As it stands inside a JSON string. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Blanks out secrets in a text, also where they are percent-encoded, in base64 or escaped as in JSON. */
export class Redactor {
  readonly #needles: readonly string[];

  constructor(secrets: readonly string[]) {
    const needles = secrets
      .filter((secret) => secret.length >= SHORTEST_REDACTED)
      .flatMap((secret) => [
        secret,
        inJson(secret),
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ]);
    // Longest first, so that a secret which holds another goes as a whole.
    this.#needles = [...new Set(needles)].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    return this.#needles.reduce((clean, needle) => clean.replaceAll(needle, MASK), text);
  }

  /** The same Problem without secrets. Its cause keeps name, code and stack only: drivers quote rows and URLs in their messages. */
  problem(problem: Problem): Problem {
    const clean = new Problem(problem.kind, this.text(problem.message), {
      retryAfterMs: problem.retryAfterMs,
      code: problem.code === undefined ? undefined : this.text(problem.code),
      cause: this.#cause(problem.cause),
    });
    return clean;
  }

  #cause(cause: unknown): Error | undefined {
    if (!(cause instanceof Error)) return undefined;
    const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : '';
    const safe = new Error(this.text(`${cause.name}${code}`));
    const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    safe.stack = this.text([safe.message, ...frames].join('\n'));
    return safe;
  }
}
