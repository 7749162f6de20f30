/** How long an ended session or a revoked token may still work, and how long a look-up is spared. */
const STALE_MS = 5_000;
const MAX_CACHED = 1_000;

/** Only what was found is remembered, so a new token works at once. */
export class FreshCache<Value> {
  private readonly entries = new Map<string, { value: Value; readAtMs: number }>();

  async get(key: Buffer, find: () => Promise<Value | null>): Promise<Value | null> {
    const name = key.toString('base64');
    const hit = this.entries.get(name);
    if (hit && Date.now() - hit.readAtMs < STALE_MS) return hit.value;
    this.entries.delete(name);
    const readAtMs = Date.now();
    const value = await find();
    if (value !== null) {
      if (this.entries.size >= MAX_CACHED) this.entries.clear();
      this.entries.set(name, { value, readAtMs });
    }
    return value;
  }

  /** After a change in this process. */
  forget(): void {
    this.entries.clear();
  }
}
