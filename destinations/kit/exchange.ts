/** Making what an operator may see of an exchange (model/exchange.ts): capped, cleaned, without secrets. */
import type { Exchange, Told } from '../../model/exchange.js';
import type { Problem } from '../../model/problem.js';
import type { DeliveryItem, ItemResult } from './destination.js';
import { MASK, type Redactor } from './mask.js';
import { isUnheard } from './own-problem.js';

const MOST_BODY_BYTES = 2_048;
/** So much more is read, so that a secret which the cut would part is still known as one. */
const MARGIN_BYTES = 1_024;
export const READ_BODY_BYTES = MOST_BODY_BYTES + MARGIN_BYTES;
const MOST_LINE = 500;
const MOST_HEADERS = 40;
const MOST_HEADER = 300;

/** `Cc` and `Cf` but for line breaks and tabs: what a terminal or a browser could take for a command, also the turning of text. */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const cleaned = (text: string, most: number): string => {
  const clean = text.toWellFormed().replace(UNSAFE, '');
  return clean.length > most ? `${clean.slice(0, most - 1).toWellFormed()}…` : clean;
};

/** Method and address, the values of its query masked: keys are often sent there. */
export function requestLine(method: string, url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  const names = [...shown.searchParams.keys()];
  shown.search = '';
  const query = names.map((name) => `${encodeURIComponent(name)}=${MASK}`).join('&');
  return `${method} ${shown.href}${query === '' ? '' : `?${query}`}`;
}

const SECRET_NAME = /cookie|auth|token|secret|key|signature|session|credential/i;
const SIGNED = /v1=[^,]*/g;

/**
 * Headers as they may be shown.
 * @param hidden names (lower case) whose values are nobody's business, beside those that sound like it
 */
export function shownHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  hidden: ReadonlySet<string> = new Set(),
): { name: string; value: string }[] {
  return [...headers]
    .slice(0, MOST_HEADERS)
    .map(([name, value]) => ({ name: cleaned(name, 100), value: valueOf(name, value, hidden) }));
}

function valueOf(name: string, value: string, hidden: ReadonlySet<string>): string {
  // When it was signed is worth knowing where a receiver's clock is wrong.
  if (name.endsWith('terra-signature')) return value.replace(SIGNED, `v1=${MASK}`);
  if (hidden.has(name.toLowerCase()) || SECRET_NAME.test(name)) return MASK;
  if (name === 'location' && URL.canParse(value)) return cleaned(requestLine('', new URL(value)).trim(), MOST_HEADER);
  return cleaned(value, MOST_HEADER);
}

/** The beginning of an answer's body. @param bytes at most `READ_BODY_BYTES` of it @param isWhole false when more of it came */
export const shownBody = (bytes: Uint8Array, isWhole: boolean): Required<Pick<Told, 'body' | 'isCut'>> => ({
  body: cleaned(decoded(bytes), READ_BODY_BYTES),
  isCut: !isWhole,
});

/** In stream mode a letter that was cut in two is left out. */
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes, { stream: true });

/** What a kind that says no more tells: where an item was to go, and the word that came back. */
const plainExchange = (line: string, result: ItemResult): Exchange => ({
  request: { line },
  answer: result.ok ? { line: result.code ?? result.outcome } : heard(result.problem),
});

const heard = (problem: Problem): Told | null =>
  problem.kind === 'canceled' || isUnheard(problem) ? null : { line: problem.code ?? problem.kind };

/** The result with its exchange as it may be stored. @param lineOf what a session says of an item (`DestinationSession.line`) */
export function withExchange(
  result: ItemResult,
  item: DeliveryItem,
  lineOf: ((item: DeliveryItem) => string | null) | undefined,
  redactor: Redactor,
): ItemResult {
  const line = result.exchange ? null : (lineOf?.(item) ?? null);
  const told = result.exchange ?? (line === null ? undefined : plainExchange(line, result));
  if (!told) return result;
  const { request, answer } = told;
  return { ...result, exchange: { request: redacted(request, redactor), answer: answer && redacted(answer, redactor) } };
}

function redacted({ line, headers, body, isCut }: Told, redactor: Redactor): Told {
  const told = { line: cleaned(redactor.text(line), MOST_LINE) };
  if (headers === undefined && body === undefined) return told;
  const shown = body === undefined ? null : Buffer.from(redactor.text(body));
  return {
    ...told,
    ...(headers && { headers: headers.map(({ name, value }) => ({ name, value: redactor.text(value) })) }),
    ...(shown && {
      body: decoded(shown.subarray(0, MOST_BODY_BYTES)),
      isCut: isCut === true || shown.byteLength > MOST_BODY_BYTES,
    }),
  };
}
