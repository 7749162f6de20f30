import type { Totals } from './recording.js';

/** `first`, and of `second` what it does not say. */
export const filled = (first: Totals, second: Totals): Totals => ({
  ...second,
  ...Object.fromEntries(Object.entries(first).filter(([, value]) => value !== null)),
});
