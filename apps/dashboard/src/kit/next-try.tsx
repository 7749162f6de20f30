/** When something that waits or failed is tried. */
import { SOON_MS } from './clock.js';
import { When, useNow } from './when.js';

export interface NextTryProps {
  readonly at: string;
  readonly what?: string;
}

/** A moment that has passed means that it waits for its turn: a circuit, a pause, a limit. */
export function DueWords({ at, what = 'Due' }: NextTryProps) {
  const now = useNow();
  const awayMs = Date.parse(at) - now;
  if (Math.abs(awayMs) < SOON_MS) return <>{what} in a moment</>;
  return (
    <>
      {awayMs > 0 ? what : 'Due since'} <When at={at} />
    </>
  );
}

/** The same as one whole sentence. */
export const NextTry = ({ at, what = 'Next try' }: NextTryProps) => (
  <>
    <DueWords at={at} what={what} />.
  </>
);

/** Other people's words as a sentence, so that another may follow. What is no plain word, such as a name in code, stays as it is. */
export function asSentence(text: string): string {
  const begun = text.trim().replace(/^[a-z]+(?= )/, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
