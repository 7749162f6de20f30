/** What a recorder wrote as blocks, put together as a person would say it: one session on the water, pauses included. Pure; it knows no provider. */
import type { TimeRange } from '../../../model/time-range.js';
import { DAY_MS } from '../../../model/time-range.js';

/** A time in which the recorder wrote without a break. */
export type Block = TimeRange;

export interface Session extends TimeRange {
  /** Ascending, apart from each other, within the session. */
  readonly blocks: readonly Block[];
  /** Without the gaps between blocks. */
  readonly recordedMs: number;
}

/** No recorder's battery lasts as long; one that hangs on a charger must not give a record without end. */
export const LONGEST_SESSION_MS = DAY_MS;

/** The time that the blocks cover together, whatever their order, overlap or repetition. Empty ones are nothing. */
export function union(blocks: readonly Block[]): Block[] {
  const whole: { startMs: number; endMs: number }[] = [];
  const sorted = blocks.filter(({ startMs, endMs }) => endMs > startMs).sort((a, b) => a.startMs - b.startMs);
  for (const { startMs, endMs } of sorted) {
    const last = whole.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else whole.push({ startMs, endMs });
  }
  return whole;
}

/** What of the blocks lies in `range`. */
export const within = (blocks: readonly Block[], range: TimeRange): Block[] =>
  blocks
    .map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, range.startMs), endMs: Math.min(endMs, range.endMs) }))
    .filter(({ startMs, endMs }) => endMs > startMs);

function sessionOf(blocks: readonly Block[]): Session[] {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const recordedMs = blocks.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  return [{ startMs: first.startMs, endMs: last.endMs, blocks, recordedMs }];
}

/** Pieces of at most a day, counted from the start, so that a recording that grows leaves its first pieces as they are. */
function pieces(chain: readonly Block[]): Session[] {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found: Session[] = [];
  for (let startMs = first.startMs; startMs < last.endMs; startMs += LONGEST_SESSION_MS)
    found.push(...sessionOf(within(chain, { startMs, endMs: startMs + LONGEST_SESSION_MS })));
  return found;
}

/** Blocks with at most `gapMs` between them are one session. Oldest first. */
export function sessionsOf(blocks: readonly Block[], gapMs: number): Session[] {
  const chains: Block[][] = [];
  for (const block of union(blocks)) {
    const chain = chains.at(-1);
    if (block.startMs - (chain?.at(-1)?.endMs ?? -Infinity) <= gapMs) chain?.push(block);
    else chains.push([block]);
  }
  return chains.flatMap(pieces);
}
