/** What a sync tells its caller. */
import type { ConnectionState } from '../../model/connection.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import type { Problem } from '../../model/problem.js';

/** Ids and counts only: this is what Temporal's history keeps. */
export interface SyncReport {
  readonly outcome: 'synced' | 'busy' | 'gone' | 'waiting';
  readonly state: ConnectionState | 'gone';
  readonly found: number;
  readonly changed: number;
  /** When to come again although nobody calls (milliseconds). */
  readonly nextMs: number;
}

export interface SyncHooks {
  /** Deliveries were made for these. */
  destinations(ids: readonly DestinationId[]): void;
  /** What an operator should read in the log: our own fault, or an item that the database refuses. */
  trouble?(problem: Problem, connectionId: ConnectionId): void;
}
