import { Problem } from '../../model/problem.js';

/**
 * Runs `work` with a signal that fires when `outer` does or after `limitMs`, and does not wait longer for it either way:
 * a driver that ignores its signal must not hold up the caller.
 * @throws Problem canceled (outer), transient with code DEADLINE (limit), or what `work` throws.
 */
export async function withDeadline<Result>(
  outer: AbortSignal,
  limitMs: number,
  doing: string,
  work: (signal: AbortSignal) => Promise<Result>,
  graceMs = 250,
): Promise<Result> {
  const canceled = (): Problem => new Problem('canceled', `${doing} was stopped`);
  if (outer.aborted) throw canceled();
  const inner = new AbortController();
  const reason = Promise.withResolvers<never>();
  let grace: NodeJS.Timeout | undefined;
  let stopped: Problem | undefined;
  const stop = (problem: Problem): void => {
    if (stopped) return;
    stopped = problem;
    inner.abort(problem);
    // A well-behaved session answers at once, with what it knows of each item.
    grace = setTimeout(() => {
      reason.reject(problem);
    }, graceMs);
  };
  const onAbort = (): void => {
    stop(canceled());
  };
  outer.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    stop(new Problem('transient', `${doing} took longer than ${limitMs} ms`, { code: 'DEADLINE' }));
  }, limitMs);
  try {
    return await Promise.race([work(inner.signal), reason.promise]);
  } catch (error) {
    // What it failed with is only the echo of our stop.
    throw stopped ?? error;
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    outer.removeEventListener('abort', onAbort);
  }
}
