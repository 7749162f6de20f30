/** One thing that happened, with links to what it was about. */
import { Group, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBell,
  IconBike,
  IconHistory,
  IconMessage,
  IconPlugConnected,
  IconRefresh,
  IconSend,
  type TablerIcon,
  IconUser,
} from '@tabler/icons-react';
import { StateBadge } from '../../kit/badges.js';
import { milliseconds } from '../../kit/format.js';
import { BackfillLink, DeliveryLink, DestinationLink, RecordLink } from '../../kit/links.js';
import { useTimeZone } from '../../kit/time-zone.js';
import { When } from '../../kit/when.js';
import classes from './story.module.css';
import { type StoryEntry, type StoryKind, TONE_COLORS, TONE_WORDS } from './words.js';

const ICONS: Readonly<Record<StoryKind, TablerIcon>> = {
  connected: IconPlugConnected,
  notified: IconBell,
  synced: IconRefresh,
  record: IconBike,
  delivery: IconSend,
  backfill: IconHistory,
  problem: IconAlertTriangle,
  operator: IconUser,
  event: IconMessage,
};
export const timeText = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: zone }).format(new Date(at));

interface StoryItemProps {
  readonly connection: string;
  readonly entry: StoryEntry;
  /** Of a chapter, which leads to the record itself. */
  readonly isStep?: boolean;
}

export function StoryItem({ connection, entry, isStep = false }: StoryItemProps) {
  const [zone] = useTimeZone();
  const Icon = ICONS[entry.kind];
  const tone = TONE_WORDS[entry.tone];
  const { delivery, backfill_id: backfill } = entry;
  const record = isStep ? null : entry.record;
  return (
    <li className={classes['item']}>
      <ThemeIcon variant="light" color={TONE_COLORS[entry.tone]} radius="xl" size={28} className={classes['icon']}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </ThemeIcon>
      <div className={classes['body']}>
        <Group gap="xs" justify="space-between" align="baseline">
          <Text size="sm" fw={600} component={isStep ? 'h4' : 'h3'} m={0}>
            {tone !== null && <span className={classes['hidden']}>{tone}: </span>}
            {entry.title}
          </Text>
          <Text size="xs" c="dimmed">
            {timeText(entry.at, zone)} · <When at={entry.at} />
          </Text>
        </Group>
        {entry.detail !== null && (
          <Text size="sm" c="dimmed" className={classes['words']}>
            {entry.detail}
          </Text>
        )}
        {(record ?? delivery ?? backfill) !== null && (
          <Group gap="sm">
            {record && (
              <Text size="sm">
                <RecordLink connection={connection} type={record.type} recordKey={record.key}>
                  {record.type === 'activity' ? 'The ride' : `The record (${record.type})`}
                </RecordLink>
              </Text>
            )}
            {delivery && (
              <>
                <StateBadge state={delivery.state} />
                <Text size="sm">
                  <DeliveryLink id={delivery.id}>The delivery</DeliveryLink>
                </Text>
                <Text size="sm">
                  to{' '}
                  {delivery.destination === null ? (
                    'a destination that was deleted'
                  ) : (
                    <DestinationLink id={delivery.destination_id}>{delivery.destination}</DestinationLink>
                  )}
                </Text>
              </>
            )}
            {backfill !== null && (
              <Text size="sm">
                <BackfillLink id={backfill}>The backfill</BackfillLink>
              </Text>
            )}
          </Group>
        )}
        {delivery && delivery.attempts.length > 0 && (
          <details className={classes['attempts']}>
            <summary>{delivery.attempts.length === 1 ? '1 attempt' : `${delivery.attempts.length} attempts`}</summary>
            <ol>
              {delivery.attempts.map((attempt) => (
                <li key={attempt.at}>
                  {timeText(attempt.at, zone)}: {attempt.ok ? 'delivered' : (attempt.problem?.message ?? 'failed')}
                  {attempt.code !== null && ` (${attempt.code})`}, {milliseconds(attempt.duration_ms)}
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
    </li>
  );
}
