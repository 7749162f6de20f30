/** How much of a provider's rate limits is used up, as bars with the figures beside them. */
import { Group, Progress, Stack, Text } from '@mantine/core';
import { count } from '../../kit/format.js';
import { When } from '../../kit/when.js';
import type { ProviderApp } from './queries.js';

const WHOLE = 100;
const SCARCE = 0.8;

export function Budgets({ budgets }: { readonly budgets: ProviderApp['budgets'] }) {
  if (budgets.length === 0) return null;
  return (
    <Stack gap="xs">
      {budgets.map(({ name, capacity, left, blocked_until: blocked }) => {
        const used = Math.min(capacity, Math.max(0, capacity - left));
        const share = capacity === 0 ? 0 : used / capacity;
        return (
          <div key={name}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">
                {name}: {count(Math.round(used))} of {count(capacity)} used
              </Text>
              {blocked !== null && (
                <Text size="sm" fw={600}>
                  The provider said to wait; it goes on <When at={blocked} />
                </Text>
              )}
            </Group>
            <Progress
              value={share * WHOLE}
              color={blocked !== null ? 'red' : share > SCARCE ? 'orange' : 'hub'}
              aria-label={`${name}: ${count(Math.round(used))} of ${count(capacity)} used`}
            />
          </div>
        );
      })}
    </Stack>
  );
}
