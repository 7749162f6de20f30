/** Open sessions, one per destination and config revision. */

interface Entry<Value> {
  readonly id: string;
  readonly revision: number;
  readonly value: Promise<Value>;
  lastUsedMs: number;
  /** Uses under way, and the wish to close once there are none. */
  uses: number;
  retired: boolean;
  readonly closed: PromiseWithResolvers<void>;
}

export interface SessionCacheOptions<Value> {
  /** Most sessions kept open. A session in use is never cut off, so a surge may go above it for a while. */
  readonly max: number;
  /** Closed after this long without use (milliseconds). */
  readonly ttlMs: number;
  readonly close: (value: Value) => Promise<void>;
}

/** Least-recently-used cache with a time to live: evicting closes, and closing waits for uses under way. */
export class SessionCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  /** Retired ones that still have uses or are just closing. */
  readonly #leaving = new Set<Entry<Value>>();
  readonly #options: SessionCacheOptions<Value>;
  readonly #sweeper: NodeJS.Timeout;
  #closed = false;

  constructor(options: SessionCacheOptions<Value>) {
    this.#options = options;
    this.#sweeper = setInterval(
      () => {
        this.#sweep();
      },
      Math.max(1, options.ttlMs / 4),
    ).unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Runs `use` with the session of (id, revision), opening it first when needed; a newer revision retires the older ones. */
  async using<Result>(
    id: string,
    revision: number,
    open: () => Promise<Value>,
    use: (value: Value) => Promise<Result>,
  ): Promise<Result> {
    if (this.#closed) throw new TypeError('the session cache is closed');
    const entry = this.#acquire(id, revision, open);
    try {
      return await use(await entry.value);
    } finally {
      entry.uses -= 1;
      entry.lastUsedMs = performance.now();
      if (entry.retired && entry.uses === 0) this.#close(entry);
    }
  }

  #acquire(id: string, revision: number, open: () => Promise<Value>): Entry<Value> {
    const key = `${id}@${revision}`;
    let entry = this.#entries.get(key);
    if (entry)
      this.#entries.delete(key); // Put back below: a Map keeps insertion order, so the first is the least recently used.
    else {
      for (const [otherKey, other] of this.#entries)
        if (other.id === id && other.revision < revision) this.#retire(otherKey, other);
      const value = open();
      const opened: Entry<Value> = {
        id,
        revision,
        value,
        lastUsedMs: performance.now(),
        uses: 0,
        retired: false,
        closed: Promise.withResolvers(),
      };
      // One that failed to open must not be handed out again.
      value.catch(() => {
        if (this.#entries.get(key) === opened) this.#entries.delete(key);
      });
      entry = opened;
    }
    entry.uses += 1;
    this.#entries.set(key, entry);
    for (const [oldKey, old] of this.#entries) {
      if (this.#entries.size <= this.#options.max) break;
      if (old.uses === 0) this.#retire(oldKey, old);
    }
    return entry;
  }

  #retire(key: string, entry: Entry<Value>): void {
    this.#entries.delete(key);
    entry.retired = true;
    this.#leaving.add(entry);
    if (entry.uses === 0) this.#close(entry);
  }

  #close(entry: Entry<Value>): void {
    void entry.value
      .then((value) => this.#options.close(value))
      .catch(() => undefined) // A session that cannot say goodbye is gone all the same.
      .finally(() => {
        this.#leaving.delete(entry);
        entry.closed.resolve();
      });
  }

  #sweep(): void {
    const oldest = performance.now() - this.#options.ttlMs;
    for (const [key, entry] of this.#entries) if (entry.uses === 0 && entry.lastUsedMs < oldest) this.#retire(key, entry);
  }

  /** Closes all sessions, after their uses; no session opens any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const [key, entry] of [...this.#entries]) this.#retire(key, entry);
    await Promise.all([...this.#leaving].map(({ closed }) => closed.promise));
  }
}
