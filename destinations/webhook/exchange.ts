/** What a post and its answer look like to an operator: without the event, without secrets. */
import type { Exchange, Told } from '../../model/exchange.js';
import { shownBody, shownHeaders } from '../kit/exchange.js';
import { Redactor } from '../kit/mask.js';
import type { Head } from './answer-body.js';

/** A post under way. */
export interface Sent {
  readonly line: string;
  /** The config's own headers: their values are secrets. */
  readonly given: Readonly<Record<string, string>>;
  /** Values in the query of its address: keys are often sent there. */
  readonly query: readonly string[];
  /** Null until there is something to send. */
  headers: Readonly<Record<string, string>> | null;
}

interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly head: Head;
}

/** A shorter word of a header's value is no secret of its own. */
const SHORTEST = 8;

export function exchangeOf(sent: Sent, answered: Answered | null): Exchange {
  const headers = Object.entries(sent.headers ?? {});
  const request = { line: sent.line, headers: shownHeaders(headers, new Set(Object.keys(sent.given))) };
  return { request, answer: answered && answerOf(answered, echoes(sent)) };
}

function answerOf({ statusCode, headers, head }: Answered, hide: Redactor): Told {
  const told = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, hide.text(one)] as const),
  );
  const line = String(statusCode);
  const encoding = headers['content-encoding'];
  // Compressed bytes are no text.
  if (encoding !== undefined && encoding !== 'identity') return { line, headers: shownHeaders(told) };
  const { body, isCut } = shownBody(head.bytes, head.isWhole);
  return { line, headers: shownHeaders(told), body: hide.text(body), isCut };
}

/** A receiver may answer with what it was sent: the marks of a signature, the token after `Bearer`, a key in the address. */
const echoes = ({ headers, given, query }: Sent): Redactor =>
  new Redactor([
    ...(headers?.['terra-signature'] ?? '').split(',').flatMap((part) => (part.startsWith('v1=') ? [part.slice(3)] : [])),
    ...query.filter((value) => value.length >= SHORTEST),
    ...Object.values(given).flatMap((value) => value.split(/\s+/).filter((word) => word.length >= SHORTEST)),
  ]);
