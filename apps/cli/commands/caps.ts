/** How much a destination is sent at most: options, and what they mean. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { MAX_CONCURRENCY, MAX_PER_SECOND } from '../../api/admin/contract/destinations.js';
import type { Given } from './define.js';

export const perSecondOption = ['--max-per-second <events>', 'most events a second, from all workers together, or none'] as const;
export const concurrencyOption = ['--max-concurrency <writes>', 'most writes in flight in one worker, or none'] as const;
export const caps = { maxPerSecond: z.string().optional(), maxConcurrency: z.string().optional() };

/** Null = none. @throws Problem payload */
function capOf(
  option: string,
  text: string | undefined,
  { least, most, whole }: { least: number; most: number; whole: boolean },
) {
  if (text === undefined) return undefined;
  if (text.trim() === 'none') return null;
  const cap = text.trim() === '' ? NaN : Number(text);
  if (cap >= least && cap <= most && (!whole || Number.isInteger(cap))) return cap;
  throw new Problem('payload', `${option}: "${text}" must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, or none`);
}

/** @throws Problem payload */
export const capsOf = ({ maxPerSecond, maxConcurrency }: Given<typeof caps>) => ({
  max_per_second: capOf('--max-per-second', maxPerSecond, MAX_PER_SECOND),
  max_concurrency: capOf('--max-concurrency', maxConcurrency, MAX_CONCURRENCY),
});
