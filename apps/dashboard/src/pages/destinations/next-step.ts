/** What a destination's state means in words, and the one thing to do. */
import type { Destination } from './queries.js';

export interface Trouble {
  readonly color: 'red' | 'yellow' | 'orange';
  readonly title: string;
  readonly nextStep: string;
  /** On the button that ends it; null when there is nothing to press. */
  readonly resume: string | null;
}

const STEPS: Readonly<Record<string, string>> = {
  auth: 'Its credentials are refused. Put in new ones (Change), or mend the rights at the other side; then close the circuit.',
  config: 'It is set up wrongly. Mend the config (Change) or the other side, run the check, then close the circuit.',
  rate_limited: 'The other side asks to go slower. Lower “most events a second” (Change), or wait for the next probe.',
  transient: 'The other side does not answer as it should. Mend it there; it goes on by itself at the next probe.',
};
const STEP = 'Mend what the problem says; it goes on by itself at the next probe, or at once when you close the circuit.';

/** null = nothing is wrong. */
export function troubleOf({ state, circuit, problem }: Pick<Destination, 'state' | 'circuit' | 'problem'>): Trouble | null {
  if (state === 'disabled')
    return {
      color: 'red',
      title: 'Disabled: it failed for too long',
      nextStep: 'Nothing is tried any more, and what is due waits. Mend the cause, run the check, then enable it: it catches up.',
      resume: 'Enable it and catch up',
    };
  if (state === 'paused')
    return {
      color: 'yellow',
      title: 'Paused by an operator',
      nextStep: 'What is due waits and is kept. Resume it to catch up.',
      resume: 'Resume and catch up',
    };
  if (circuit === 'closed') return null;
  return {
    color: circuit === 'open' ? 'red' : 'orange',
    title:
      circuit === 'open'
        ? 'The circuit is open: it fails, and nothing is sent until the next probe'
        : 'It is being probed: one event is on its way to see whether it works again',
    nextStep: STEPS[problem?.kind ?? ''] ?? STEP,
    resume: 'Close the circuit and go on',
  };
}
