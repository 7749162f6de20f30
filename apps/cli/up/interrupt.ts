/** Ctrl-C and its like. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes a Ctrl-C on that the terminal has delivered already; only a later one is meant as a second one. */
const SAME_PRESS_MS = 300;

export interface Interrupt {
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * @param onFirst called at once.
 * @param onInsist called when a second signal comes later: the person does not want to wait.
 */
export function listenForInterrupt(onFirst: () => void, onInsist: () => void): Interrupt {
  const controller = new AbortController();
  let firstAt: number | null = null;
  const listener = (): void => {
    if (firstAt === null) {
      firstAt = Date.now();
      onFirst();
      controller.abort();
    } else if (Date.now() - firstAt > SAME_PRESS_MS) onInsist();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
