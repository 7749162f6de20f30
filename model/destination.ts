/** The life of a destination, as operators and its own failures move it. */
export const DESTINATION_TRANSITIONS = {
  enabled: ['paused', 'disabled'],
  paused: ['enabled'],
  /** It failed for too long. */
  disabled: ['enabled'],
} as const satisfies Record<string, readonly string[]>;

export type DestinationState = keyof typeof DESTINATION_TRANSITIONS;
