/** What a destination is: a plain object literal. The kit does all common work (splitting, deadlines, masking, classifying). */
import type { ZodType } from 'zod';
import type { ContentType, FileFormat } from '../../model/activity-format.js';
import type { Exchange } from '../../model/exchange.js';
import type { Problem } from '../../model/problem.js';
import type { CheckResult, CheckWatch } from './check/check-result.js';
import type { EgressGuard } from './egress/egress.js';
import type { PreviewPart } from './preview.js';

export type { CheckResult } from './check/check-result.js';

/** One event for one destination, ready to be sent: the body is final bytes and is never parsed again. */
export interface DeliveryItem {
  /** Unique per delivery and constant over its attempts (`X-Terra-Trace-Id`): receivers drop repeats by it. */
  readonly traceId: string;
  /** `terra-reference`: shared by all events of one request. */
  readonly reference: string;
  /** Event type on the wire: `activity`, `auth`, … */
  readonly type: string;
  /**
   * What the write is keyed by, unique within user and type: the same key twice is one row, object or document.
   * Stable over revisions of one record; a delete carries the type and the key of the record that it deletes.
   */
  readonly key: string;
  readonly op: 'upsert' | 'delete';
  /** Grows with each change of the record: a lower one never overwrites a higher one. 1 for events without a record. */
  readonly revision: number;
  /** Unix milliseconds; larger = newer version of the record (`X-Terra-Ordering-Timestamp`). Constant over attempts. */
  readonly orderingTimestampMs: number;
  readonly user: DeliveryUser;
  /** ISO 8601 of the record, null for events without a record. */
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** The whole event, exactly as it is signed and sent: JSON in UTF-8, unless `content` says otherwise. */
  readonly body: Uint8Array;
  /** Absent = JSON of Terra's event. Only kinds that say so in `formats` are given another. */
  readonly content?: ContentType;
  /**
   * Items with one batch id were put together for good before the first try: they are always written together and whole, so a repeat can write the same
   * object again. Null for a target that takes items one by one (see `batches`).
   */
  readonly batchId: string | null;
  /** False once it is not to be sent any more. The Deliverer asks before each write, a session that sends one item after another before each. */
  readonly isWanted?: () => boolean;
  /** True when this event has surely not been sent to this target before: no try of whatever end, no lease that lapsed, no replay. Absent = it may have. */
  readonly isFirstTry?: boolean;
  /** Keeps the body where it can be fetched for a while without credentials: for targets that want a link instead of the body. */
  link(expiresInSeconds: number): Promise<PayloadLink>;
  /** The file that the provider made the record from (a `.fit`), null when there is none. */
  original(): Promise<OriginalFile | null>;
}

export interface OriginalFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Without the dot: `fit`. */
  readonly extension: string;
}

export interface PayloadLink {
  readonly url: string;
  readonly expiresInSeconds: number;
}

/** The connection on the Terra wire (a "user"). */
export interface DeliveryUser {
  readonly userId: string;
  readonly referenceId: string | null;
  readonly provider: string;
  readonly scopes: string | null;
  readonly active: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What became of one item. `stale`: something newer was there, which is as good as delivered. */
export type ItemResult = (
  | { readonly ok: true; readonly outcome: 'delivered' | 'duplicate' | 'stale'; readonly code?: string }
  | { readonly ok: false; readonly problem: Problem }
) & {
  /** For operators. A kind that gives none but has a `line` is told about by that. */
  readonly exchange?: Exchange;
};

/** Frozen facts about a kind; the registry refuses a contradiction (see registry.ts). */
export interface DestinationCapabilities {
  /** `upsert`: the target holds one item per key. `append`: each write is a new message and receivers drop repeats by trace id. */
  readonly write: 'upsert' | 'append';
  /** Deletes reach the target as deletes; else as an event. */
  readonly deletes: boolean;
  /** Most items and bytes in one `write`. */
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Most writes in flight at one destination of this kind, unless its config says less. */
  readonly concurrency: number;
  /** What activities can be sent as instead of JSON; absent = nothing else. */
  readonly formats?: readonly FileFormat[];
}

/** The only source for validation, secret masking, forms, docs. */
export interface PluginSpec<Config> {
  /** Terra's name of the kind: `webhook`, `sql`, … */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Strict: an unknown field is an error. Every field carries `.describe()`. */
  readonly schema: ZodType<Config>;
  /** Top-level fields that are encrypted at rest and never shown. */
  readonly secrets: readonly (keyof Config & string)[];
  /** A whole, valid config for docs and tests; only fields of `placeholders` may hold a text that says what belongs there. */
  readonly example: Config;
  readonly placeholders?: readonly (keyof Config & string)[];
  /**
   * Fields that decide where a record is written, none of them secret: after a change of one, what was written before stays where it was, and neither a
   * newer revision nor a delete reaches it any more.
   */
  readonly places: readonly (keyof Config & string)[];
  /** How items are put together when a config asks for it; null = one by one. */
  batches?(config: Config): BatchRule | null;
}

/** A batch is closed when it has so many items or bytes, or when nothing more is due. */
export interface BatchRule {
  readonly maxItems: number;
  readonly maxBytes: number;
  /** How long the first item may wait for others (milliseconds). */
  readonly maxWaitMs: number;
}

/** What the platform lends to a plug-in. */
export interface DestinationIo {
  readonly egress: EgressGuard;
  readonly userAgent: string;
  /** Whether destinations may use this machine's own cloud credentials. False where others than the operator set destinations up. */
  readonly ambientCredentials: boolean;
  /** Most requests in flight that this session may make: the kind's own number, or less when the destination is capped. Absent = the kind's. */
  readonly concurrency?: number;
}

export interface Destination<Config> {
  readonly spec: PluginSpec<Config>;
  readonly capabilities: DestinationCapabilities;
  /** Connects lazily: does no I/O itself. The Deliverer keeps one session per destination and config revision. */
  open(config: Config, io: DestinationIo): DestinationSession;
  /**
   * A foreign error of this kind's SDK, protocol or server as a Problem; undefined when it is none of them (then it is our bug).
   * Looks at codes, never at message text, and copies none of that text: it may hold health data.
   */
  classify(error: unknown): Problem | undefined;
  /**
   * What `write` would leave of an upsert where nothing is yet, by the same code and without I/O (`link` is a stand-in). What comes from secrets may be
   * in it: the kit masks that. @throws Problem payload for an item that is no item of this kind
   */
  preview(config: Config, item: DeliveryItem): Promise<readonly PreviewPart[]>;
}

export interface DestinationSession {
  /** Runs the named tests with least privilege, and tells `watch` of each as it ends. A failed test is a result, not an error. */
  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]>;
  /** Writes and answers per item, by index. A thrown Problem stands for all items of the call. Repeating a call is harmless. */
  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]>;
  /** What is asked of the target for this item, for operators: `PUT s3://bucket/name`. Cheap; null when it cannot be told. */
  line?(item: DeliveryItem): string | null;
  /** Idempotent; waits for writes in flight. */
  close(): Promise<void>;
}
