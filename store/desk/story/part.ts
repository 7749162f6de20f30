/** The parts that a connection's story is merged from. */
import type { DeliveryState } from '../../../model/delivery.js';
import type { BackfillState } from '../../../model/backfill.js';
import type { BackfillId, ConnectionId, DeliveryId, DestinationId, EnvironmentId } from '../../../model/ids.js';
import type { StoredProblem } from '../../../model/problem.js';
import type { Queryable } from '../../database.js';

export const STORY_KINDS = [
  'connected',
  'notified',
  'synced',
  'record',
  'delivery',
  'backfill',
  'problem',
  'operator',
  'event',
] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** Of a record: enough to name it, nothing of what is in it. */
export interface RecordName {
  readonly type: string;
  readonly key: string;
  readonly revision: number;
  /** Local time of its start; null = the record is gone. */
  readonly startTime: string | null;
}

export interface Attempt {
  readonly at: Date;
  readonly ok: boolean;
  readonly code: string | null;
  readonly durationMs: number;
  readonly problem: StoredProblem | null;
}

/** What happened. */
export type StoryFact =
  | { readonly source: 'connection' }
  | { readonly source: 'trouble'; readonly problem: StoredProblem; readonly failures: number; readonly nextPollAt: Date }
  | {
      readonly source: 'notice';
      readonly change: string;
      readonly type: string | null;
      readonly key: string | null;
      readonly state: 'pending' | 'done' | 'ignored' | 'dead';
      readonly attempts: number;
      readonly finishedAt: Date | null;
      readonly problem: StoredProblem | null;
    }
  | {
      readonly source: 'record';
      readonly op: 'upsert' | 'delete';
      readonly record: RecordName;
      readonly backfillId: BackfillId | null;
    }
  | {
      readonly source: 'status';
      readonly type: string;
      /** Of a history answer: records in this part of it. */
      readonly records: number | null;
      readonly backfillId: BackfillId | null;
    }
  | {
      readonly source: 'delivery';
      readonly id: DeliveryId;
      readonly type: string;
      readonly record: RecordName | null;
      readonly destinationId: DestinationId;
      /** Null = it was deleted. */
      readonly destination: string | null;
      readonly state: DeliveryState;
      readonly finishedAt: Date | null;
      readonly dueAt: Date;
      readonly problem: StoredProblem | null;
      /** Oldest first; the newest 20. */
      readonly attempts: readonly Attempt[];
    }
  | { readonly source: 'audit'; readonly action: string; readonly actor: string; readonly detail: unknown }
  | { readonly source: 'poll' }
  | {
      readonly source: 'coverage';
      readonly type: string;
      readonly firstDay: string;
      readonly lastDay: string;
      readonly days: number;
    }
  | {
      readonly source: 'backfill';
      readonly id: BackfillId;
      readonly state: BackfillState;
      readonly purpose: 'pull' | 'request';
      readonly types: readonly string[];
      readonly rangeStart: Date;
      readonly rangeEnd: Date;
      readonly requestedBy: string;
      /** Of this connection. */
      readonly windows: { readonly total: number; readonly done: number; readonly failed: number };
      readonly found: number;
      readonly changed: number;
      readonly problem: StoredProblem | null;
    };

export interface StoryItem {
  /**
   * Its place: a UUID that begins with the milliseconds, as version 7 does. All that flows has such an id, so what comes from different tables is in
   * order by it, and a page goes on where the one before ended, whatever came meanwhile.
   */
  readonly place: string;
  readonly at: Date;
  readonly kind: StoryKind;
  readonly fact: StoryFact;
}

/** What a part is asked for: its newest before a place. */
export interface Asked {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
  readonly before: string;
  /** The first page: what stands now is told as well. */
  readonly first: boolean;
  /** Null = of all kinds. */
  readonly kind: StoryKind | null;
  readonly limit: number;
}

/** Newest first; empty when it has none of that kind. */
export type Part = (db: Queryable, asked: Asked) => Promise<readonly StoryItem[]>;

export const tells = ({ kind }: Asked, ...kinds: readonly StoryKind[]): boolean => kind === null || kinds.includes(kind);

/** The place of something without an id of its own: by its time; `text` sets apart what is of one millisecond. SQL. */
export const PLACE = (time: string, text: string): string =>
  `(lpad(to_hex((extract(epoch FROM ${time}) * 1000)::bigint), 12, '0') || '7' || substr(md5(extract(epoch FROM ${time})::text || ${text}), 1, 3)
    || '8' || substr(md5(${text} || extract(epoch FROM ${time})::text), 4, 15))::uuid`;
