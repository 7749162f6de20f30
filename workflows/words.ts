/** Times as an operator reads them in the Temporal UI. */

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** `45 s`, `12 min`, `13 h`, `2 d`: the largest unit that gives at least one and a half. */
export function spanOf(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= 1.5 * each) ?? ['s', 1_000];
  return `${Math.round(ms / size)} ${unit}`;
}
