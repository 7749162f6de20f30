/**
 * What the outside may know of the workflows: names, ids, queues, signals, queries, search attributes. No payload of health data and no secret ever
 * travels here; signals carry nothing at all.
 */
import { defineQuery, defineSignal } from '@temporalio/workflow';

/** One queue per role, so that a flood in one cannot starve another. */
export const QUEUES = { workflows: 'freehub-workflows', providers: 'freehub-providers', delivery: 'freehub-delivery' } as const;

export const WORKFLOW = {
  connection: 'connection',
  backfill: 'backfill',
  destination: 'destination',
  housekeeping: 'housekeeping',
} as const;

export const workflowId = {
  connection: (id: string): string => `connection:${id}`,
  backfill: (id: string): string => `backfill:${id}`,
  destination: (id: string): string => `destination:${id}`,
  housekeeping: 'housekeeping',
} as const;

/** Something is to be done: look into the database. */
export const nudge = defineSignal('nudge');
/** The same, under the name of what an operator or athlete did, so that the history reads as a story. */
export const pause = defineSignal('pause');
export const resume = defineSignal('resume');
export const reauthorized = defineSignal('reauthorized');
export const disconnected = defineSignal('disconnected');
export const cancel = defineSignal('cancel');

/** Set when a workflow starts; operators filter by them in the Temporal UI. */
export const SEARCH_ATTRIBUTES = {
  environment: 'FreehubEnvironment',
  provider: 'FreehubProvider',
  status: 'FreehubStatus',
} as const;

export interface ConnectionInput {
  readonly connectionId: string;
  /** Whose turn it is when activities queue: one environment's flood does not starve another (fairness key). */
  readonly environment: string;
}
export interface ConnectionStatus {
  readonly state: string;
  readonly syncs: number;
  readonly changed: number;
  readonly nextInMs: number;
}
export const connectionStatus = defineQuery<ConnectionStatus>('status');

export interface BackfillInput {
  readonly backfillId: string;
  readonly environment: string;
  /** Windows worked off at the same time. */
  readonly parallel: number;
  /** Lower goes first; absent = behind everything live. An app that waits for history comes before an operator's backfill. */
  readonly priority?: number;
}
export interface BackfillStatus {
  readonly paused: boolean;
  readonly windows: number;
  readonly pending: number;
  readonly found: number;
  readonly changed: number;
}
export const backfillStatus = defineQuery<BackfillStatus>('status');

export interface DestinationInput {
  readonly destinationId: string;
  readonly environment: string;
}
export interface DestinationStatus {
  readonly drains: number;
  readonly delivered: number;
  readonly dead: number;
  readonly nextInMs: number | null;
}
export const destinationStatus = defineQuery<DestinationStatus>('status');
