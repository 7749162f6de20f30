/** How many windows are done, and how many failed. */
import { Progress, Text } from '@mantine/core';
import { count } from '../../kit/format.js';
import type { Backfill } from './queries.js';

export const shareOf = ({ total, done, failed }: Backfill['windows']): number => (total === 0 ? 0 : (done + failed) / total);

export function ProgressBar({
  windows,
  state,
  size = 'md',
}: {
  readonly windows: Backfill['windows'];
  readonly state: Backfill['state'];
  readonly size?: 'md' | 'xl';
}) {
  const { total, done, failed } = windows;
  const part = (number: number): number => (total === 0 ? 0 : (number / total) * 100);
  // Less than all is never shown as all.
  const share = total === 0 ? (state === 'done' ? 100 : 0) : Math.floor(shareOf(windows) * 100);
  return (
    <div>
      <Progress.Root size={size} role="img" aria-label={`${share} % of its windows: ${done} done, ${failed} failed, of ${total}`}>
        <Progress.Section
          value={total === 0 && state === 'done' ? 100 : part(done)}
          color="hub"
          withAria={false}
          animated={state === 'running'}
        />
        <Progress.Section value={part(failed)} color="red" withAria={false} />
      </Progress.Root>
      <Text size="xs" c="dimmed" mt={4}>
        {share} %: {count(done)} of {count(total)} windows done{failed > 0 ? `, ${count(failed)} failed` : ''}
      </Text>
    </div>
  );
}
