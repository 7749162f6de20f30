/** The login of a manager whose account reads what devices recorded. */
export const MANAGER_TRANSITIONS = {
  active: ['reauthorize'],
  /** The provider refuses our tokens: an operator must log in again. Athletes are not asked, their connections wait as they are. */
  reauthorize: ['active'],
} as const satisfies Record<string, readonly string[]>;

export type ManagerState = keyof typeof MANAGER_TRANSITIONS;
