/** The activities as workflows see them: ids in, ids and counts out. Implemented by activities/ (checked where the worker binds them). */

export interface SyncActivities {
  syncConnection(input: {
    connectionId: string;
  }): Promise<{ outcome: string; state: string; found: number; changed: number; nextMs: number }>;
}

export interface BackfillActivities {
  planBackfill(input: { backfillId: string }): Promise<{ windows: number }>;
  backfillSlice(input: { backfillId: string }): Promise<{
    windows: number;
    found: number;
    changed: number;
    pending: number;
    waitMs: number | null;
    over: boolean;
    /** Of the row. Not in answers of older workers. */
    state?: string;
  }>;
  finishBackfill(input: { backfillId: string }): Promise<{ state: string }>;
}

export interface DeliveryActivities {
  drainDestination(input: {
    destinationId: string;
  }): Promise<{ delivered: number; retried: number; dead: number; nextMs: number | null; gone: boolean }>;
}

export interface HousekeepingActivities {
  keepHouse(): Promise<{ dropped: number; sessions: number; resealed: number; stale: number; resumed: number }>;
}
