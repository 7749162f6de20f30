import type { ItemResult } from '../../destinations/kit/destination.js';
import type { Exchange, Told } from '../../model/exchange.js';

/** What is stored of a try. Of a success the line that was asked: its answer is its code. Nobody knows what else an answer holds, so an operator may want none. */
export function keptExchange({ ok, exchange }: ItemResult, keepAnswers: boolean): Exchange | null {
  if (!exchange) return null;
  if (ok) return { request: exchange.request, answer: null };
  return keepAnswers ? exchange : { ...exchange, answer: exchange.answer && lineOf(exchange.answer) };
}

const lineOf = ({ line }: Told): Told => ({ line });
