import type { Problem } from '../../model/problem.js';

/**
 * Writes rows all at once, and, when one of them cannot be accepted, halves until only that one is left out: log₂ n writes per bad row.
 * `blame` says what is wrong with a row, or undefined when the error is not about a row.
 * @throws such an error as it is; rows that were settled before it stay settled.
 */
export async function writeBisecting<Item, Result>(
  items: readonly Item[],
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  blame: (error: unknown) => Problem | undefined,
  settle: (item: Item, result: Result | Problem) => void,
): Promise<void> {
  if (items.length === 0) return;
  let results: readonly Result[];
  try {
    results = await write(items);
  } catch (error) {
    const problem = blame(error);
    if (!problem) throw error;
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      settle(only, problem);
      return;
    }
    const middle = items.length >> 1;
    await writeBisecting(items.slice(0, middle), write, blame, settle);
    await writeBisecting(items.slice(middle), write, blame, settle);
    return;
  }
  items.forEach((item, index) => {
    const result = results[index];
    if (result === undefined) throw new RangeError('a write answered for too few items');
    settle(item, result);
  });
}
