/** The test of a bucket that the least rights pass: one small object, created once and left there. */
import type { Problem } from '../../../model/problem.js';
import type { CheckResult } from '../destination.js';
import type { ObjectStore } from './store.js';

const REACH = 'reach the store';
const WRITE = 'write an object';

export interface BucketCheck {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly asProblem: (error: unknown) => Problem;
  /** What to do about a failure, by its code; by undefined when the store could not be reached. */
  readonly actionFor: (code: string | undefined) => string;
}

const UNGUARDED = 'The store has no conditional writes: of two writes at the same moment an older revision may win.';

const PROBE = {
  bytes: Buffer.from('{"type":"freehub-check"}'),
  mediaType: 'application/json',
  metadata: { purpose: 'freehub-check' },
};

/** Codes of the network's and our own errors; every other one was told by the store, so it was reached. */
const UNREACHED =
  /^(E[A-Z]+|UND_ERR_.*|ERR_.*|CERT_.*|UNABLE_TO_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|HOSTNAME_MISMATCH|EGRESS_.*|DEADLINE)$/;

/** Existing is healthy: then the store knows conditions, the name and the right to write. @throws Problem canceled. */
export async function checkBucket(
  { store, prefix, asProblem, actionFor }: BucketCheck,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const name = `${prefix}.freehub-check`;
  try {
    const first = await store.create(name, PROBE, signal);
    if (first === 'unsupported') await store.overwrite(name, PROBE, signal);
    // A store that ignores conditions without a word creates twice.
    const guarded = first === 'exists' || (first === 'created' && (await store.create(name, PROBE, signal)) === 'exists');
    return [
      { name: REACH, ok: true },
      { name: WRITE, ok: true, ...(guarded ? {} : { message: UNGUARDED }) },
    ];
  } catch (error) {
    const problem = asProblem(error);
    if (problem.kind === 'canceled') throw problem;
    const unreached = UNREACHED.test(problem.code ?? '');
    // A refusal of ours says itself what to do; the store has not even been asked.
    const action = problem.code?.startsWith('EGRESS_') ? {} : { action: actionFor(unreached ? undefined : problem.code) };
    const failed = { ok: false, message: problem.message, ...action };
    return unreached
      ? [{ name: REACH, ...failed }]
      : [
          { name: REACH, ok: true },
          { name: WRITE, ...failed },
        ];
  }
}
