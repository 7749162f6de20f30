/** Whether JSON that came in goes out as it came: parsing has lost what a double cannot hold. */
import { Problem } from '../../../../model/problem.js';

const MOST_DEPTH = 100;

/** @throws Problem payload for a number that was changed by reading it, or for nesting that no receiver could read */
export function assertKeepable(body: Readonly<Record<string, unknown>>): void {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: body, depth: 1 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === 'number' && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))))
      throw new Problem('payload', 'body: has a number too large to be kept exactly; write it as a text');
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MOST_DEPTH) throw new Problem('payload', `body: is nested more than ${MOST_DEPTH} deep`);
    for (const inner of Object.values(value)) left.push({ value: inner, depth: depth + 1 });
  }
}
