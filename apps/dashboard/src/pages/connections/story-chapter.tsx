/** What happened to one record, as one entry that opens. */
import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconBike, IconChartBar } from '@tabler/icons-react';
import { RecordLink } from '../../kit/links.js';
import { useTimeZone } from '../../kit/time-zone.js';
import { When } from '../../kit/when.js';
import { type Chapter, nameOfChapter, toneOf, wordsOf } from './chapters.js';
import { StoryItem, timeText } from './story-item.js';
import classes from './story.module.css';
import { TONE_COLORS, TONE_WORDS } from './words.js';

export function StoryChapter({ connection, chapter }: { readonly connection: string; readonly chapter: Chapter }) {
  const [zone] = useTimeZone();
  const tone = toneOf(chapter);
  const word = TONE_WORDS[tone];
  const record = chapter.steps.find((step) => step.record !== null)?.record ?? null;
  const name = nameOfChapter(chapter);
  const Icon = chapter.steps[0].step?.type === 'activity' ? IconBike : IconChartBar;
  return (
    <li className={classes['item']}>
      <ThemeIcon variant="light" color={TONE_COLORS[tone]} radius="xl" size={28} className={classes['icon']}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </ThemeIcon>
      <div className={classes['body']}>
        <Group gap="xs" justify="space-between" align="baseline">
          <Text size="sm" fw={600} component="h3" m={0}>
            {word !== null && <span className={classes['hidden']}>{word}: </span>}
            {record === null ? (
              name
            ) : (
              <RecordLink connection={connection} type={record.type} recordKey={record.key}>
                {name}
              </RecordLink>
            )}
          </Text>
          <Text size="xs" c="dimmed">
            {timeText(chapter.at, zone)} · <When at={chapter.at} />
          </Text>
        </Group>
        <details className={classes['chapter']}>
          <summary>
            <Text size="sm" c="dimmed" className={classes['words']}>
              {wordsOf(chapter)}
            </Text>
            <span className={classes['more']}>{chapter.steps.length} steps</span>
          </summary>
          <ol className={classes['story']}>
            {chapter.steps.map((entry) => (
              <StoryItem key={entry.id} connection={connection} entry={entry} isStep />
            ))}
          </ol>
        </details>
      </div>
    </li>
  );
}
