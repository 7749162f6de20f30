/** One sentence when something died and was started again, none otherwise. */
export function restartLines(restarts: Readonly<Record<string, number>>): readonly string[] {
  const each = Object.entries(restarts).map(([name, times]) => `the ${name} ${times === 1 ? 'once' : `${times} times`}`);
  return each.length === 0 ? [] : [`Died and started again: ${each.join(', ')}.`];
}
