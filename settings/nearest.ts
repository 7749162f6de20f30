/** Letters to insert, delete, replace or swap with their neighbour to get from one word to the other (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}

const partsOf = (name: string): Set<string> => new Set(name.split('_'));

/**
 * The known name that was most likely meant; the first of equals. A part in common (`POOL`, `SIZE`) counts as three letters,
 * so that a name with a forgotten part beats an unlike one of the same length.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const parts = partsOf(name);
  const score = (candidate: string) => editDistance(name, candidate) - 3 * parts.intersection(partsOf(candidate)).size;
  return known.map((candidate) => ({ candidate, score: score(candidate) })).toSorted((a, b) => a.score - b.score)[0]?.candidate;
}
