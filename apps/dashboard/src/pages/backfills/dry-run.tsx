/** What a backfill would cost, before it is started. */
import { Alert, Stack, Text } from '@mantine/core';
import { Facts } from '../../kit/facts.js';
import { count, duration } from '../../kit/format.js';
import type { Planned } from './planned.js';

export function DryRun({ plan }: { readonly plan: Planned }) {
  const isNobody = plan.users === 0;
  const allOff = !isNobody && plan.not_active === plan.users;
  return (
    <Alert color={isNobody || allOff ? 'yellow' : 'blue'} role="status" title={isNobody ? 'Nobody matches' : 'What it would be'}>
      {isNobody ? (
        <Text size="sm">No connection at this provider matches. Look at the ids, or at the filter.</Text>
      ) : (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Users', count(plan.users)],
              ['Windows', count(plan.windows)],
              ['Requests, at the least', count(plan.requests)],
              [
                'Takes, at the provider’s limit',
                plan.seconds_at_budget === null
                  ? 'no limit is known'
                  : plan.seconds_at_budget < 1
                    ? 'less than a second'
                    : duration(plan.seconds_at_budget),
              ],
              ['Not active now', count(plan.not_active)],
            ]}
          />
          {plan.not_active > 0 && (
            <Text size="sm">
              {plan.not_active === plan.users ? 'None of them' : `${count(plan.not_active)} of them`} can be pulled now: paused,
              or the athlete must log in again. Their windows fail, and can be retried later.
            </Text>
          )}
        </Stack>
      )}
    </Alert>
  );
}
