/** The tests of a bucket: one small object is created, looked at and deleted, each by the right that deliveries need. */
import { Problem } from '../../../model/problem.js';
import { CheckList } from '../check/check-list.js';
import type { CheckWatch } from '../check/check-list.js';
import type { CheckResult } from '../destination.js';
import { isUnheard, saysItself } from '../own-problem.js';
import type { LayoutConfig } from './fields.js';
import type { ObjectStore } from './store.js';

const REACH = 'reach the store';
const WRITE = 'write an object';
const READ = 'look at an object';
const DELETE = 'delete an object';

/** What each right is called, with what to do to grant it. */
export interface BucketRights {
  readonly read: string;
  readonly remove: string;
}

export interface BucketCheck {
  readonly store: ObjectStore;
  readonly config: Pick<LayoutConfig, 'prefix' | 'layout'>;
  readonly asProblem: (error: unknown) => Problem;
  /** What to do about a failure, by its code; by undefined when the store could not be reached. */
  readonly actionFor: (code: string | undefined) => string;
  readonly rights: BucketRights;
}

const UNGUARDED = 'The store has no conditional writes: of two writes at the same moment an older revision may win.';
const ANYWAY = 'To do without it knowingly, create the destination without the check.';

const LOSSES: Readonly<Record<'READ_FORBIDDEN' | 'DELETE_FORBIDDEN', string>> = {
  READ_FORBIDDEN:
    'the credentials may not look at objects: an older revision would overwrite a newer one, and of two records of one instant only one would stay',
  DELETE_FORBIDDEN: 'the credentials may not delete objects: a deleted record would stay, and each delete become a dead letter',
};

const PROBE = {
  bytes: Buffer.from('{"type":"freehub-check"}'),
  mediaType: 'application/json',
  metadata: { purpose: 'freehub-check' },
};

const NO_CREDENTIALS = /^(NO_AMBIENT|CredentialsProviderError)$/;

const lacks = (code: keyof typeof LOSSES): Problem => new Problem('config', LOSSES[code], { code });

/** The named tests in order; the first that fails ends the list. Nothing is left where it may be deleted. @throws Problem canceled. */
export async function checkBucket(
  { store, config, asProblem, actionFor, rights }: BucketCheck,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const name = `${config.prefix}.freehub-check`;
  const list = new CheckList(config.layout === 'hive' ? [REACH, WRITE] : [REACH, WRITE, READ, DELETE], watch);
  let running = WRITE;
  const pass = (next: string, message?: string): void => {
    list.pass(REACH);
    list.note(running, message);
    running = next;
  };
  try {
    if (config.layout === 'hive') {
      // Batches are only written, and written again when an answer was lost: some vendors ask another right for that.
      await store.overwrite(name, PROBE, signal);
      await store.overwrite(name, PROBE, signal);
      pass('');
      await clear(store, name, signal);
    } else {
      const guarded = await isGuarded(store, name, signal);
      pass(READ, guarded ? undefined : UNGUARDED);
      await assertReadable(store, name, signal);
      pass(DELETE);
      if ((await store.remove(name, null, signal)) === 'forbidden') throw lacks('DELETE_FORBIDDEN');
      pass('');
    }
    return list.results;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.kind === 'canceled') throw problem;
    // One that may not be deleted was tried already.
    if (problem.code !== 'DELETE_FORBIDDEN' && running !== WRITE) await clear(store, name, signal);
    const unreached = running === WRITE && isUnheard(problem);
    const action = saysItself(problem) ? undefined : actionOf(problem, unreached, actionFor, rights);
    if (!unreached) list.pass(REACH);
    return list.fail(unreached ? REACH : running, problem, action);
  }
}

/** What cannot be removed stays: that is no failure of the check. */
async function clear(store: ObjectStore, name: string, signal: AbortSignal): Promise<void> {
  await store.remove(name, null, signal).catch(() => undefined);
}

function actionOf(
  { code }: Problem,
  unreached: boolean,
  actionFor: BucketCheck['actionFor'],
  { read, remove }: BucketRights,
): string {
  if (code === 'READ_FORBIDDEN') return `${read} ${ANYWAY}`;
  if (code === 'DELETE_FORBIDDEN') return `${remove} ${ANYWAY}`;
  // Without credentials nobody was asked, which is no fault of the address.
  return actionFor(unreached && !NO_CREDENTIALS.test(code ?? '') ? undefined : code);
}

/** Writes the probe; false when the store knows no conditions. One that ignores them without a word creates twice. */
async function isGuarded(store: ObjectStore, name: string, signal: AbortSignal): Promise<boolean> {
  const first = await store.create(name, PROBE, signal);
  if (first === 'unsupported') await store.overwrite(name, PROBE, signal);
  return first === 'exists' || (first === 'created' && (await store.create(name, PROBE, signal)) === 'exists');
}

/** Again when it is not to be seen: another check may just have deleted it, and some stores say "forbidden" of what is not there. */
async function assertReadable(store: ObjectStore, name: string, signal: AbortSignal): Promise<void> {
  for (let left = 2; left > 0; left -= 1) {
    const held = await store.head(name, signal);
    if (typeof held === 'object') return;
    if (left === 1 && held === 'forbidden') throw lacks('READ_FORBIDDEN');
    if (left > 1) await store.overwrite(name, PROBE, signal);
  }
}
