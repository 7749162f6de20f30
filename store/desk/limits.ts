/** Counts beyond this are not counted to their end. */
export const COUNT_MOST = 10_000;
