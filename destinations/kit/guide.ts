/** What people must know of a kind of destination beyond its fields: the source of docs/destinations (Markdown in texts is kept). */
import type { ErrorRow } from './error-table.js';

export interface KindGuide {
  /** Two or three sentences: what arrives there and who would choose it. */
  readonly intro: string;
  /** The least that its credentials must be allowed to do. */
  readonly rights: readonly string[];
  readonly layouts: readonly GuideSection[];
  /** How it keeps the promises: keys, repeats, older revisions, deletes, unknown outcomes. */
  /** What stays at an old place when the config names another one: what a person has to remove there. Goes on "…: ". */
  readonly leftBehind: string;
  readonly guarantees: readonly string[];
  readonly limits: readonly string[];
  /** What this kind has no way to do. A case that its contract suite skips must be told here. */
  readonly cannot: readonly string[];
  readonly errors: readonly ErrorRow[];
  readonly troubleshooting: readonly GuideSection[];
  /** What its tests ran against. */
  readonly proof: {
    readonly server: string;
    readonly shows: string;
    /** What only the vendor's own service can show. */
    readonly vendorOnly: string;
  };
}

export interface GuideSection {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}
