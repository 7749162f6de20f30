/** Errors that are our own, however a client has wrapped them. */
import { Problem } from '../../model/problem.js';

const DEEPEST = 8;

/** The Problem that a guarded socket failed with, or a stop. */
export function innerProblem(error: unknown, depth = 0): Problem | undefined {
  if (error instanceof Problem) return error;
  if (typeof error !== 'object' || error === null || depth >= DEEPEST) return undefined;
  const errors: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const inner = [...errors, ...('cause' in error ? [error.cause] : []), ...('innerError' in error ? [error.innerError] : [])];
  for (const one of inner) {
    const found = innerProblem(one, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** The same; a client's own word for a stop is `canceled`. */
export function ownProblem(error: unknown): Problem | undefined {
  const inner = innerProblem(error);
  if (inner) return inner;
  const isAbort = typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
  return isAbort ? new Problem('canceled', 'the write was stopped', { cause: error }) : undefined;
}

/** Codes that the network, a client or we ourselves gave. */
const UNHEARD =
  /^(E[A-Z0-9]+|EAI_.*|UND_ERR_.*|ERR_.*|CERT_.*|UNABLE_TO_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|HOSTNAME_MISMATCH|EGRESS_.*|AMBIENT_.*|DEADLINE|NO_ANSWER|NOT_[A-Z]+|NO_AMBIENT|CredentialsProviderError)$/;

/** True when nothing that the target itself says is known: a problem without a code, of the network, or of ours. For `check`. */
export const isUnheard = ({ code }: Problem): boolean => code === undefined || UNHEARD.test(code);

/** A refusal of ours says itself what to do; the target has not even been asked. */
export const saysItself = ({ code = '' }: Problem): boolean => /^(EGRESS_|AMBIENT_)/.test(code);
