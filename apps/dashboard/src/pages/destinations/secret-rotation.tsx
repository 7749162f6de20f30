/** The signing secret: a new one, shown once; the one before signs beside it until the rotation is ended. */
import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { ShownOnce } from '../../kit/shown-once.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { type DestinationWithBacklog, touchedBy } from './queries.js';

export const CURRENT_SECRET = 'signing_secret';

export function SecretRotation({ environment, one }: { readonly environment: string; readonly one: DestinationWithBacklog }) {
  const [asks, setAsks] = useState<'rotate' | 'end' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { environment, destination: one.id } };
  const touches = touchedBy(environment, one.id);
  const rotate = useChange({
    run: () =>
      answerOf(api.POST('/admin/environments/{environment}/destinations/{destination}/rotate-secret', { params, body: {} })),
    touches,
    onDone: (answer) => setSecret(answer.secret),
  });
  const end = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/destinations/{destination}/end-rotation', { params })),
    done: 'Only the new secret signs now.',
    touches,
  });
  const since = one.health.secret_rotating_since;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="secret-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="secret-title">
          Signing secret
        </Title>
        <Text size="sm">
          {since === null ? (
            'Each event is signed with one secret. Rotate it when it may have leaked, or as often as your rules say.'
          ) : (
            <>
              Two secrets sign since <When at={since} />: the new one and the one before. End the rotation once the receiver knows
              the new one.
            </>
          )}
        </Text>
        <Group gap="sm">
          {since !== null && <ChangeButton onClick={() => setAsks('end')}>End the rotation</ChangeButton>}
          <ChangeButton variant="default" onClick={() => setAsks('rotate')} disabled={since !== null}>
            Rotate the secret
          </ChangeButton>
        </Group>
      </Stack>
      {asks === 'rotate' && (
        <Confirm
          title="Rotate the signing secret?"
          text="A new random secret is made and shown once. From then on each event carries two signatures, of the new secret and of the present one, so the receiver misses nothing."
          action="Make a new secret"
          isDanger={false}
          onConfirm={() => rotate.mutateAsync()}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === 'end' && (
        <Confirm
          title="End the rotation?"
          text="Events are signed with the new secret only. A receiver that still checks with the one before refuses them."
          action="End the rotation"
          onConfirm={() => end.mutateAsync()}
          onClose={() => setAsks(null)}
        />
      )}
      {secret !== null && (
        <ShownOnce
          title="The new signing secret"
          text="Put it into the receiver beside the one before, then end the rotation here."
          label="secret"
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Paper>
  );
}
