/** When something that failed is tried again. */
import { When, useNow } from './when.js';

/** One whole sentence. A moment that has passed means that it waits for its turn: a circuit, a pause, a limit. */
export function NextTry({ at, what = 'Next try' }: { readonly at: string; readonly what?: string }) {
  const now = useNow();
  return (
    <>
      {Date.parse(at) > now ? what : 'Due since'} <When at={at} />.
    </>
  );
}

/** Other people's words as a sentence, so that another may follow. */
export const asSentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
