/** How much of a provider's rate limits is used, in words and as bars. */
import { Group, Progress, Stack, Text } from '@mantine/core';
import { count, duration } from '../../kit/format.js';
import { When } from '../../kit/when.js';
import type { ProviderApp } from './queries.js';

type Budget = ProviderApp['budgets'][number];

const WHOLE = 100;
const SCARCE = 0.8;
/** Nobody asks a provider so often: who sets this much means that there is no limit. */
const UNLIMITED = 1_000_000_000;

function wordsOf({ name, capacity, used, full_in_seconds: seconds }: Budget): string {
  if (capacity >= UNLIMITED) return `Not limited: ${name}`;
  const words = `${count(used)} of ${count(capacity)} ${name} used`;
  // What was used comes back bit by bit, not at the end of the period.
  return used === 0 ? words : `${words}; all are left again in ${duration(seconds)}`;
}

export function Budgets({ budgets }: { readonly budgets: readonly Budget[] }) {
  if (budgets.length === 0) return <Text size="sm">Requests to it are not limited.</Text>;
  return (
    <Stack gap="xs">
      {budgets.map((budget) => {
        const { name, capacity, used, blocked_until: blocked } = budget;
        const share = capacity === 0 ? 0 : Math.min(1, used / capacity);
        return (
          <div key={name}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">{wordsOf(budget)}</Text>
              {blocked !== null && (
                <Text size="sm" fw={600}>
                  The provider said to wait; it goes on <When at={blocked} />
                </Text>
              )}
            </Group>
            {capacity < UNLIMITED && (
              <Progress
                value={share * WHOLE}
                color={blocked !== null ? 'red' : share > SCARCE ? 'orange' : 'hub'}
                aria-label={`Used up: ${name}`}
              />
            )}
          </div>
        );
      })}
    </Stack>
  );
}
