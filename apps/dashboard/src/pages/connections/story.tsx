/** What happened to a connection: one timeline, by day, newest first. */
import { Button, Center, Chip, Group, Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { given } from '../../kit/given.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { useTimeZone } from '../../kit/time-zone.js';
import { dayText } from '../../kit/when.js';
import { storyQuery } from './queries.js';
import { chapterOf, chaptersOf } from './chapters.js';
import { StoryChapter } from './story-chapter.js';
import { StoryItem } from './story-item.js';
import classes from './story.module.css';
import { KIND_WORDS, STORY_KINDS } from './words.js';

const route = getRouteApi('/e/$environment/connections/$connection');
const ALL = 'all';

export function Story({ environment, connection }: { readonly environment: string; readonly connection: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [zone] = useTimeZone();
  const query = useInfiniteQuery(storyQuery(environment, connection, search.kind));
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  // Who asks for one kind wants each of it.
  const chapters = search.kind === undefined ? chaptersOf(entries) : entries.map(chapterOf);
  const days = Map.groupBy(chapters, ({ at }) => dayText(at, zone));
  return (
    <Stack gap="md">
      <Chip.Group
        value={search.kind ?? ALL}
        onChange={(value) =>
          void navigate({ search: given({ ...search, kind: STORY_KINDS.find((kind) => kind === value) }), replace: true })
        }
      >
        <Group gap={6} role="group" aria-label="Show only">
          <Chip value={ALL} size="xs">
            Everything
          </Chip>
          {STORY_KINDS.map((kind) => (
            <Chip key={kind} value={kind} size="xs">
              {KIND_WORDS[kind]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {query.isPending && <LoadingState />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && entries.length === 0 && (
        <EmptyState
          title={search.kind === undefined ? 'Nothing has happened yet' : 'Nothing of this kind has happened'}
          text="What happens shows here by itself."
        />
      )}
      {[...days].map(([day, of]) => (
        <section key={day} aria-label={day}>
          <Title order={2} size="h5" mb="xs">
            {day}
          </Title>
          <ol className={classes['story']}>
            {of.map((chapter) =>
              chapter.steps.length === 1 ? (
                <StoryItem key={chapter.id} connection={connection} entry={chapter.steps[0]} />
              ) : (
                <StoryChapter key={chapter.id} connection={connection} chapter={chapter} />
              ),
            )}
          </ol>
        </section>
      ))}
      {query.hasNextPage && (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </Center>
      )}
    </Stack>
  );
}
