/** Keeps a connection's page fresh while things happen to it. */
import { useThrottledCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useLive } from '../../api/live.js';
import { freshen } from '../../kit/freshen.js';
import { connectionQuery, storyPage, storyQuery } from './queries.js';
import { STORY_KINDS, type StoryEntry } from './words.js';

/** A backfill tells of many rides a second: one look serves them all. */
const LOOK_MS = 1_500;

export function useConnectionLive(environment: string, id: string): void {
  const client = useQueryClient();
  const look = useThrottledCallback(() => {
    void client.invalidateQueries({ queryKey: connectionQuery(environment, id).queryKey });
    for (const kind of [undefined, ...STORY_KINDS]) {
      const { queryKey } = storyQuery(environment, id, kind);
      if (client.getQueryState(queryKey)?.data === undefined) continue;
      // Only its first page: the story may be long. What fails here is asked again by the next event.
      storyPage(environment, id, kind, undefined).then(
        (first) => client.setQueryData(queryKey, (old) => freshen<StoryEntry>(old, first, (entry) => entry.id)),
        () => undefined,
      );
    }
  }, LOOK_MS);
  const mine = (event: { readonly connection_id: string | null }): void => {
    if (event.connection_id === id) look();
  };
  useLive(environment, { ride: mine, delivery: mine, connection: mine });
}
