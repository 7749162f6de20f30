/** For tests of how work grows: what others do on the machine does not count, as it would on a clock. */

/** Seconds of processor that this process spends in `work`. */
export function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
