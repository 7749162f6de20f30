/** An operator waits for a check: what still runs then has failed. */
export const CHECK_MS = 60_000;
