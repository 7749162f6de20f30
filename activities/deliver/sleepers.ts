/** Loops that wait for a time, or to be woken. */
export class Sleepers {
  private readonly sleeping = new Set<{ readonly done: () => void; readonly hears: boolean }>();

  /** @param hears false = only `wake(true)` ends it early */
  sleep(ms: number, hears: boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.sleeping.delete(sleeper);
        resolve();
      };
      const sleeper = { done, hears };
      const timer = setTimeout(done, ms);
      this.sleeping.add(sleeper);
    });
  }

  wake(all: boolean): void {
    for (const { done, hears } of this.sleeping) if (hears || all) done();
  }
}
