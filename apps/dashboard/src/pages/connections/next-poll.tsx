import { When, useNow } from '../../kit/when.js';
import type { Connection } from './words.js';

/** When it is asked for news again; only active ones are. */
export function NextPoll({ connection: { state, next_poll_at: at } }: { readonly connection: Connection }) {
  const now = useNow();
  if (state !== 'active') return <When at={null} />;
  return Date.parse(at) <= now ? 'due' : <When at={at} />;
}
