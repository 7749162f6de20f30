/** Backfills in words. */
import { count } from '../../kit/format.js';
import type { Backfill } from './queries.js';

export const whoOf = ({ connection_ids: ids }: Backfill): string =>
  ids === null ? 'all users' : ids.length === 1 ? 'one user' : `${count(ids.length)} users`;

const DAY = 10;
/** In UTC, as the ranges of backfills are. */
export const dayOf = (instant: string): string => instant.slice(0, DAY);
export const rangeOf = ({ start, end }: { readonly start: string; readonly end: string }): string =>
  `${dayOf(start)} – ${dayOf(end)}`;
export const titleOf = (backfill: Backfill): string => `${backfill.provider_title}, ${rangeOf(backfill)}`;
