import { Problem } from '../../model/problem.js';

/** Why a signal has fired: our own stop, or the deadline, which is the target's trouble. */
export const stopOf = (signal: AbortSignal): Problem =>
  signal.reason instanceof Problem ? signal.reason : new Problem('canceled', 'the write was stopped');

/** Runs `work`, but does not wait for it after `signal` fires; not begun when it has. @throws `stopOf(signal)`, or what `work` throws. */
export async function untilStopped<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  if (signal.aborted) throw stopOf(signal);
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => {
    stop.reject(stopOf(signal));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), stop.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
