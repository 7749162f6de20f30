/** What is known of the chosen day, and what to do where something is missing. */
import { Button, Group, Paper, Text } from '@mantine/core';
import { usePlace } from '../../kit/place.js';
import { type CoverageOf, addDays } from './calendar.js';
import { coverageWords, dayWords } from './calendar-months.js';
import type { ConnectionDetails } from './words.js';

export interface DayPanelProps {
  readonly connection: ConnectionDetails;
  readonly coverage: CoverageOf;
  readonly day: string | null;
  readonly type: string | null;
}

export function DayPanel({ connection, coverage, day, type }: DayPanelProps) {
  const place = usePlace();
  if (day === null)
    return (
      <Text size="sm" c="dimmed" mih={36}>
        Choose a day to see what is known of it. Days are those of UTC.
      </Text>
    );
  const known = coverage.of(day);
  const missing = coverage.types.filter((each) => !known.fetched.includes(each));
  const gap = coverage.gapAround(day);
  return (
    <Paper withBorder p="sm" role="status">
      <Group justify="space-between">
        <Text size="sm">
          {coverageWords(known)}.{missing.length > 0 && known.fetched.length > 0 && ` Missing: ${missing.join(', ')}.`}
        </Text>
        <Group gap="xs">
          {known.records > 0 && (
            <Button
              size="xs"
              variant="default"
              component="a"
              {...place({
                path: '/rides',
                search: { connection: connection.id, since: day, until: addDays(day, 1), ...(type === null ? {} : { type }) },
              })}
            >
              Its records
            </Button>
          )}
          {missing.length > 0 && (
            <Button
              size="xs"
              component="a"
              {...place({
                path: '/backfills',
                search: {
                  new: '1',
                  ids: JSON.stringify([connection.id]),
                  provider: connection.provider,
                  start: gap.from,
                  end: addDays(gap.to, 1),
                  ...(type === null ? {} : { types: JSON.stringify([type]) }),
                },
              })}
            >
              {gap.from === gap.to ? 'Backfill this day' : `Backfill ${dayWords(gap.from)} to ${dayWords(gap.to)}`}
            </Button>
          )}
        </Group>
      </Group>
    </Paper>
  );
}
