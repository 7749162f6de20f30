/** Makes a document that is too large for its store smaller: it stays readable, the whole is kept elsewhere. */
import type { NativeDocument } from './parse-event.js';

const LONG_ARRAY = 100;
const LONG_TEXT = 1000;

/** How much is left out, from least to most. */
export type Pruning = 'samples' | 'long_values' | 'all_but_head';
export const PRUNINGS: readonly Pruning[] = ['samples', 'long_values', 'all_but_head'];

const isMap = (value: unknown): value is NativeDocument =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

type Drops = (name: string, value: unknown) => boolean;

const isLongArray = (value: unknown): boolean => Array.isArray(value) && value.length > LONG_ARRAY;

const DROPS: Readonly<Record<Exclude<Pruning, 'all_but_head'>, Drops>> = {
  samples: (name, value) => isLongArray(value) && name.endsWith('samples'),
  long_values: (name, value) =>
    (isLongArray(value) && name !== 'data') || (typeof value === 'string' && value.length > LONG_TEXT),
};

function without(value: unknown, drops: Drops): unknown {
  if (Array.isArray(value)) return value.map((entry) => without(entry, drops));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !drops(name, member))
      .map(([name, member]) => [name, without(member, drops)]),
  );
}

/**
 * A copy without: `samples`: arrays of more than 100 entries named so; `long_values`: any such array, and texts of more than 1000 characters;
 * `all_but_head`: everything but the short members at the top and the user.
 */
export function pruned(document: NativeDocument, pruning: Pruning): NativeDocument {
  const kept =
    pruning === 'all_but_head'
      ? Object.fromEntries(Object.entries(document).filter(([name, value]) => name === 'user' || typeof value !== 'object'))
      : document;
  const result = without(kept, pruning === 'samples' ? DROPS.samples : DROPS.long_values);
  return isMap(result) ? result : {};
}
