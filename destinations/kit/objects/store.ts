/** What a bucket must be able to do, whoever runs it. Vendors differ in words only: ETag or generation, 409 or 412. */

export interface ObjectContent {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Names in lower case with `-` between words; values of printable ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What stands under a name just now. */
export interface HeldObject {
  /** Changes with each write (ETag, generation): a condition can be bound to it. */
  readonly version: string;
  /** As it was written. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * One bucket. `exists` and `changed`: somebody else was first, look again. `unsupported`: the store knows no conditional writes. Everything else that goes
 * wrong is thrown as the vendor's own error. An answer that never came is thrown too: each of these may be repeated.
 */
export interface ObjectStore {
  /** True of the vendor itself. Whatever else speaks its protocol may take a condition and write all the same: there that is tried first. */
  readonly keepsConditions: boolean;
  /** Writes only where nothing is. */
  create(name: string, content: ObjectContent, signal: AbortSignal): Promise<'created' | 'exists' | 'unsupported'>;
  /** `forbidden`: the credentials may write but not read. */
  head(name: string, signal: AbortSignal): Promise<HeldObject | 'absent' | 'forbidden'>;
  /** Writes only over this version. */
  replace(
    name: string,
    content: ObjectContent,
    version: string,
    signal: AbortSignal,
  ): Promise<'replaced' | 'changed' | 'unsupported'>;
  /** Writes whatever is there. */
  overwrite(name: string, content: ObjectContent, signal: AbortSignal): Promise<void>;
  /** Removes only this version; null: whatever is there, also nothing. */
  remove(name: string, version: string | null, signal: AbortSignal): Promise<'removed' | 'changed' | 'unsupported' | 'forbidden'>;
}
