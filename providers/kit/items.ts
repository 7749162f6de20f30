/** What there is at a provider, as it goes between the provider and the platform. */
import type { DataType } from '../../model/terra/data-types.js';
import type { TimeRange } from '../../model/time-range.js';

/** A raw answer of the provider as it came, kept so that normalizing is repeatable. */
export interface RawPart {
  /** `detail`, `streams`, … Normalizing finds its inputs by this name. */
  readonly part: string;
  readonly bytes: Uint8Array;
}

/** A thing at the provider as a listing or a notification names it. */
export interface ItemRef {
  readonly type: DataType;
  /** The provider's id, which becomes the record key. */
  readonly id: string;
  /** The provider's own version of it, where it has one. */
  readonly revision: number | null;
  /** Where the provider has it, when the id alone does not tell: only `list` writes it and only `fetch` reads it. It is not stored. */
  readonly locator?: string | undefined;
}

/**
 * One item, fetched: all raw parts, or why not. `deleted`: the provider says that it was (410). `unseen`: it does not know of it (404), which may be
 * the same, or a copy of its data that is behind its own webhook.
 */
export type Pulled =
  { readonly ref: ItemRef; readonly parts: readonly RawPart[] } | { readonly ref: ItemRef; readonly gone: 'deleted' | 'unseen' };

/** One record in its final form. */
export interface NormalizedRecord {
  readonly type: DataType;
  readonly key: string;
  /** The provider's version, for ordering; null = order by our own counting. */
  readonly providerRevision: number | null;
  /** ISO 8601 with offset, as in the record itself. */
  readonly startTime: string;
  readonly endTime: string;
  /** Final JSON bytes of the Terra model, with all samples. */
  readonly body: Uint8Array;
  /** The same without `*_samples` (for `with_samples=false` and for lists). */
  readonly summary: Uint8Array;
}

/** A provider's notification, verified and read. */
export interface ProviderNotice {
  /** The provider's event id: the key against repeats. */
  readonly eventId: string;
  readonly kind: 'changed' | 'deleted' | 'deauthorized' | 'scopes_changed';
  readonly providerUserId: string;
  readonly ref: ItemRef | null;
  /** RFC 3339, within 1970 to 2199. */
  readonly occurredAt: string;
  /** Why nothing can be done about it: it is kept where an operator sees it, and its neighbours are dealt with. */
  readonly fault: string | null;
}

/** A record that we hold already and that is not deleted, so that one that grew or was joined with another keeps its id. */
export interface HeldItem {
  readonly id: string;
  readonly range: TimeRange;
}

/** An athlete wore this device in this time; two assignments of one device never overlap. */
export interface Assignment {
  readonly deviceId: string;
  readonly range: TimeRange;
}

/** A recorder that an athlete wears, as its provider names it. */
export interface ProviderDevice {
  readonly id: string;
  readonly name: string | null;
  readonly serialNumber: string | null;
}
