/** One run of a kind's named tests: watched, ended in time, and without secrets. */
import { CERTIFICATES, certificateTest } from './certificate-test.js';
import type { CheckWatch } from './check-list.js';
import { withDeadline } from '../deadline.js';
import type { CheckResult } from '../destination.js';
import type { OpenKind } from '../kind.js';

export interface CheckRun {
  readonly open: OpenKind;
  /** Valid. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly limitMs: number;
  readonly watch?: CheckWatch | undefined;
}

const NOT_IN_TIME =
  'Check that the target is not overloaded, and that no firewall between it and Freehub drops what is sent without a word.';

/** Closes the session in the end. A test that hangs is a failed test. @throws Problem canceled, and what is no trouble of the target */
export async function runCheck({ open, config, limitMs, watch }: CheckRun, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const certificates = certificateTest(config);
  const told = new Map<string, CheckResult>();
  let [names, isOver]: [readonly string[], boolean] = [[], false];
  const tell = (result: CheckResult): void => {
    if (isOver) return;
    const shown = clean(open, result);
    told.set(shown.name, shown);
    watch?.ended(shown);
  };
  const inner: CheckWatch = {
    plan: (planned) => {
      names = planned;
      watch?.plan(certificates ? [...planned, CERTIFICATES] : planned);
    },
    ended: tell,
  };
  try {
    const results = await withDeadline(signal, limitMs, 'the check', (stop) => open.session.check(stop, inner));
    // Of a session that tells nothing on the way.
    for (const result of results) if (!told.has(result.name)) tell(result);
    if (certificates && results.every(({ ok }) => ok)) tell(certificates);
  } catch (error) {
    const problem = open.redactor.problem(open.classify(error));
    if (signal.aborted || problem.code !== 'DEADLINE') throw problem;
    const name = names.find((planned) => !told.has(planned)) ?? 'answer in time';
    tell({ name, ok: false, message: `it did not end within ${String(limitMs / 1000)} s`, action: NOT_IN_TIME });
  } finally {
    isOver = true;
    await open.session.close().catch(() => undefined);
  }
  return [...told.values()];
}

const clean = ({ redactor }: OpenKind, { name, ok, message, action }: CheckResult): CheckResult => ({
  name,
  ok,
  ...(message === undefined ? {} : { message: redactor.text(message) }),
  ...(action === undefined ? {} : { action: redactor.text(action) }),
});
