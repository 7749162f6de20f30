/** Placeholder type for the egress guard; see the implementation in this folder. */
export interface EgressGuard {
  readonly allow: readonly string[];
}
