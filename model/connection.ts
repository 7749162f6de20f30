/** The life of a connection. A disconnected one has no row: what remains is the audit line. */
export const CONNECTION_TRANSITIONS = {
  active: ['paused', 'reauthorize', 'revoked'],
  paused: ['active', 'reauthorize', 'revoked'],
  /** The provider refuses our tokens: the athlete must connect again. */
  reauthorize: ['active', 'revoked'],
  /** The athlete withdrew access at the provider. */
  revoked: ['active'],
} as const satisfies Record<string, readonly string[]>;

export type ConnectionState = keyof typeof CONNECTION_TRANSITIONS;
