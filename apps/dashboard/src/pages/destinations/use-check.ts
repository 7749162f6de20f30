/** One check at a time, told test by test. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem, type FieldFault, sentenceOf } from '../../api/problem.js';
import { type CheckTarget, type CheckTest, watchCheck } from './check-stream.js';

export interface CheckState {
  readonly isRunning: boolean;
  /** Of the target that was checked last: whether it is still the one in the form. */
  readonly of: string | null;
  readonly planned: readonly string[];
  readonly ended: readonly CheckTest[];
  /** null until the end. */
  readonly ok: boolean | null;
  /** It could not be tried at all. */
  readonly refused: string | null;
  readonly faults: readonly FieldFault[];
}

const NONE: CheckState = { isRunning: false, of: null, planned: [], ended: [], ok: null, refused: null, faults: [] };
export const fingerprint = (target: CheckTarget): string => JSON.stringify(target);

export function useCheck(environment: string) {
  const [state, setState] = useState<CheckState>(NONE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = useCallback(
    async (target: CheckTarget): Promise<boolean> => {
      running.current?.abort();
      const stop = new AbortController();
      running.current = stop;
      setState({ ...NONE, isRunning: true, of: fingerprint(target) });
      const change = (next: (now: CheckState) => Partial<CheckState>): void => {
        if (!stop.signal.aborted) setState((now) => ({ ...now, ...next(now) }));
      };
      let isOk = false;
      try {
        for await (const event of watchCheck(environment, target, stop.signal))
          switch (event.is) {
            case 'plan':
              change(() => ({ planned: event.names }));
              break;
            case 'test':
              change(({ ended }) => ({ ended: [...ended, event.test] }));
              break;
            case 'end':
              isOk = event.ok;
              change(() => ({ ok: event.ok }));
          }
        change(({ ok }) => (ok === null ? { ok: false, refused: 'The check ended without a result. Try again.' } : {}));
      } catch (error) {
        change(() => ({
          ok: false,
          refused: sentenceOf(error),
          faults: error instanceof ApiProblem ? error.faults : [],
        }));
      }
      change(() => ({ isRunning: false }));
      return isOk;
    },
    [environment],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setState(NONE);
  }, []);
  return { state, run, stop };
}
