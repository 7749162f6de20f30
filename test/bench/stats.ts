/** Percentiles and load at a rate. */

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** Calls `work` for 0 … count - 1 at `perSecond`, whatever it takes (open loop), and waits for all. */
export async function atRate(count: number, perSecond: number, work: (n: number) => Promise<unknown>): Promise<void> {
  const startedMs = performance.now();
  const running: Promise<unknown>[] = [];
  for (let n = 0; n < count; n++) {
    const waitMs = startedMs + (n * 1000) / perSecond - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    running.push(work(n));
  }
  await Promise.all(running);
}

/** Keeps `parallel` calls under way until `count` are done. @returns calls per second. */
export async function asFastAs(count: number, parallel: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return count / ((performance.now() - startedMs) / 1000);
}
