import { Badge } from '@mantine/core';
import type { LiveState } from '../api/live.js';

const WORDS = {
  connecting: { text: 'connecting…', color: 'gray', title: 'The stream of events is being opened.' },
  live: { text: 'live', color: 'green', title: 'The page changes by itself as things happen.' },
  away: { text: 'reconnecting…', color: 'yellow', title: 'The stream of events is away: the page asks every 10 seconds.' },
  outdated: {
    text: 'reload the page',
    color: 'yellow',
    title: 'The server is of another version than this page: load it again to see things as they happen.',
  },
} as const;

/** Whether the page hears of things as they happen. */
export function LiveBadge({ state }: { readonly state: LiveState }) {
  const { text, color, title } = WORDS[state];
  return (
    <Badge color={color} variant="light" radius="sm" tt="none" autoContrast className="app-state" role="status" title={title}>
      {text}
    </Badge>
  );
}
