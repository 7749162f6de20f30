/** The claim that fits a destination: plain, in batches, within its rate. */
import type { DestinationId } from '../../model/ids.js';
import { type Database, type Queryable, prepared, transaction } from '../database.js';
import { type BatchLimits, batchOpensInMs, claimBatch } from './batch.js';
import { type ClaimedDelivery, claimDeliveries, putOffDeliveries, releaseDeliveries } from './claim.js';
import { allowance, spend } from './rate.js';

export interface ClaimWish {
  /** Most rows; of no meaning to batches. */
  readonly limit: number;
  readonly leaseMs: number;
  readonly batches: BatchLimits | null;
  /** It has a `max_per_second`. */
  readonly limited: boolean;
}

export interface Claim {
  readonly deliveries: readonly ClaimedDelivery[];
  /** What was claimed is one batch: it is written whole. */
  readonly batchId: string | null;
  /** Milliseconds until something is due again that had to wait for an older revision of its record; null = nothing had to. */
  readonly behindMs: number | null;
  /** When nothing was claimed although something waits: when to ask again, and what for. */
  readonly wait: { readonly ms: number; readonly for: 'rate' | 'batch' } | null;
}

/** Two statements of one transaction more for batches or a rate; a destination without either pays nothing for them. */
export async function claimDue(db: Database, id: DestinationId, wish: ClaimWish): Promise<Claim> {
  const { batches, limited, limit, leaseMs } = wish;
  if (!batches && !limited) return { ...(await claimInTurn(db, id, limit, leaseMs)), batchId: null, wait: null };
  return transaction(db, async (tx): Promise<Claim> => {
    const { events, waitMs } = limited ? await allowance(tx, id) : await lock(tx, id);
    if (events < 1) return { deliveries: [], batchId: null, behindMs: null, wait: { ms: waitMs, for: 'rate' } };
    const batch = batches && (await claimBatch(tx, id, batches, leaseMs));
    // A batch is lines of a file, whose reader goes by their revisions.
    const { deliveries, behindMs } = batches
      ? { deliveries: batch?.deliveries ?? [], behindMs: null }
      : await claimInTurn(tx, id, Math.min(limit, events), leaseMs);
    if (limited && deliveries.length > 0) await spend(tx, id, deliveries.length);
    const opensInMs = batches && !batch ? await batchOpensInMs(tx, id) : null;
    return {
      deliveries,
      batchId: batch?.id ?? null,
      behindMs,
      wait: opensInMs === null ? null : { ms: opensInMs, for: 'batch' },
    };
  });
}

/** How soon what had to wait for an older revision of its record is looked at again. */
const BEHIND_MS = 250;

/** What is behind is put off, and others go in its place: it neither takes their turn, nor their share of a rate, nor a probe. */
async function claimInTurn(
  db: Queryable,
  id: DestinationId,
  limit: number,
  leaseMs: number,
): Promise<Pick<Claim, 'deliveries' | 'behindMs'>> {
  let behindMs: number | null = null;
  for (;;) {
    const claimed = await claimDeliveries(db, id, limit, leaseMs);
    const behind = claimed.filter(({ isBehind }) => isBehind);
    if (behind.length === 0) return { deliveries: claimed, behindMs };
    behindMs = BEHIND_MS;
    try {
      await putOffDeliveries(
        db,
        behind.map((delivery) => delivery.id),
        BEHIND_MS,
      );
    } catch (error) {
      // Nobody will write what was claimed beside it: without this it would wait for its lease. A transaction gives it back by itself.
      await releaseDeliveries(
        db,
        claimed.map((delivery) => delivery.id),
      ).catch(() => undefined);
      throw error;
    }
    const deliveries = claimed.filter(({ isBehind }) => !isBehind);
    if (deliveries.length > 0) return { deliveries, behindMs };
  }
}

/** One process at a time makes batches of a destination. */
async function lock(tx: Queryable, id: DestinationId): Promise<{ events: number; waitMs: number }> {
  await tx.query(prepared('destination-lock', `SELECT 1 FROM destination WHERE id = $1 FOR NO KEY UPDATE`, [id]));
  return { events: Infinity, waitMs: 0 };
}
