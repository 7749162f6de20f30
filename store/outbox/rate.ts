/**
 * How many events a second a destination gets from all processes together: a bucket of tokens in its row that holds one second's worth, at least one.
 * A batch is claimed whole and may take more than there is: what it owes is earned before the next.
 */
import type { DestinationId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

export interface Allowance {
  /** Whole events that may be claimed now. */
  readonly events: number;
  /** Until a worthwhile number may be: a claim per event would be work for nothing. */
  readonly waitMs: number;
}

/** At most so many claims a second are made of a rate. */
const CLAIMS_PER_SECOND = 10;

/** Call in the transaction of the claim: it takes the destination's row. The clock is read then, not when the transaction began waiting for it. */
export async function allowance(tx: Queryable, id: DestinationId): Promise<Allowance> {
  const { rows } = await tx.query<{ tokens: number; rate: number }>(
    prepared(
      'rate-refill',
      `UPDATE destination
          SET tokens = least(greatest(max_per_second, 1), coalesce(tokens, greatest(max_per_second, 1))
                + max_per_second * greatest(0, coalesce(extract(epoch FROM clock_timestamp() - tokens_at), 0)))::float8,
              tokens_at = clock_timestamp()
        WHERE id = $1 AND max_per_second IS NOT NULL RETURNING tokens, max_per_second::float8 AS rate`,
      [id],
    ),
  );
  const row = rows[0];
  if (!row) return { events: Infinity, waitMs: 0 };
  const wanted = Math.max(1, row.rate / CLAIMS_PER_SECOND);
  return { events: Math.max(0, Math.floor(row.tokens)), waitMs: Math.ceil((Math.max(0, wanted - row.tokens) / row.rate) * 1000) };
}

/** In the same transaction, for what was claimed. */
export async function spend(tx: Queryable, id: DestinationId, events: number): Promise<void> {
  await tx.query(
    prepared('rate-spend', `UPDATE destination SET tokens = tokens - $2 WHERE id = $1 AND tokens IS NOT NULL`, [id, events]),
  );
}
