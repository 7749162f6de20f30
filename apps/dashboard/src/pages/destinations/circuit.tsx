/** What ails a destination, in words, with the one next step. */
import { Alert, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { countUpTo } from '../../kit/format.js';
import { useChange } from '../../kit/use-change.js';
import { asSentence } from '../../kit/next-try.js';
import { When, useNow } from '../../kit/when.js';
import { troubleOf } from './next-step.js';
import { type DestinationWithBacklog, touchedBy } from './queries.js';

export function Circuit({ environment, one }: { readonly environment: string; readonly one: DestinationWithBacklog }) {
  const [asks, setAsks] = useState(false);
  const now = useNow();
  const resume = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/destinations/{destination}/resume', {
          params: { path: { environment, destination: one.id } },
        }),
      ),
    done: 'It goes on.',
    touches: touchedBy(environment, one.id),
  });
  const trouble = troubleOf(one);
  if (trouble === null) return null;
  const { pending, oldest_pending_at: oldest } = one.backlog;
  return (
    <Alert color={trouble.color} title={trouble.title} role="alert">
      <Stack gap="xs">
        {one.problem && (
          <Text size="sm" className="app-words">
            <strong>The problem: </strong>
            {asSentence(one.problem.message)}
          </Text>
        )}
        {one.failing_since !== null && (
          <Text size="sm">
            Failing since <When at={one.failing_since} />, {one.failures} in a row.
            {one.circuit === 'open' && one.probe_at !== null && (
              <>
                {' '}
                {Date.parse(one.probe_at) > now ? (
                  <>
                    Next probe <When at={one.probe_at} />.
                  </>
                ) : (
                  'It is probed with the next event that is due.'
                )}
              </>
            )}
          </Text>
        )}
        <Text size="sm">
          <strong>What to do: </strong>
          {trouble.nextStep}
        </Text>
        {trouble.resume !== null && (
          <Group>
            <ChangeButton size="xs" variant="default" onClick={() => setAsks(true)}>
              {trouble.resume}
            </ChangeButton>
          </Group>
        )}
      </Stack>
      {asks && (
        <Confirm
          title={`${trouble.resume ?? 'Go on'}?`}
          text={
            <>
              {pending === 0
                ? 'Nothing waits for it.'
                : `${countUpTo(pending)} deliveries wait and are sent at once, live ones first.`}
              {oldest !== null && (
                <>
                  {' '}
                  The oldest waits since <When at={oldest} />.
                </>
              )}{' '}
              When it fails again the circuit opens again, and nothing is lost.
            </>
          }
          action={trouble.resume ?? 'Go on'}
          isDanger={false}
          onConfirm={() => resume.mutateAsync()}
          onClose={() => setAsks(false)}
        />
      )}
    </Alert>
  );
}
