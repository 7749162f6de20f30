/** The life of a backfill. */
export const BACKFILL_TRANSITIONS = {
  planned: ['running', 'canceled', 'failed'],
  running: ['paused', 'canceled', 'done', 'failed'],
  paused: ['running', 'canceled'],
  canceled: [],
  done: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>;

export type BackfillState = keyof typeof BACKFILL_TRANSITIONS;

export const isOver = (state: BackfillState): boolean => BACKFILL_TRANSITIONS[state].length === 0;

/** States from which `to` may be reached: the guard of an UPDATE. */
export const statesBefore = (to: BackfillState): readonly BackfillState[] =>
  (Object.keys(BACKFILL_TRANSITIONS) as BackfillState[]).filter((from) =>
    (BACKFILL_TRANSITIONS[from] as readonly string[]).includes(to),
  );
