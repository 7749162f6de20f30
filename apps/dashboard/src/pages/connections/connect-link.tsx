/** A link with which an athlete connects an account, or connects it again. */
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { LiveConnection } from '../../api/live-events.js';
import { sentenceOf } from '../../api/problem.js';
import { Copyable } from '../../kit/copy.js';
import { duration } from '../../kit/format.js';
import { ConnectionLink } from '../../kit/links.js';

export interface ConnectLinkProps {
  readonly environment: string;
  /** Of the connection that is made anew. */
  readonly again?: { readonly reference_id: string | null; readonly provider: string };
  /** The newest connection that was made while the page is open. */
  readonly arrived?: LiveConnection | null;
  readonly onClose: () => void;
}

/** Rendered only while it is open. */
export function ConnectLink({ environment, again, arrived = null, onClose }: ConnectLinkProps) {
  const [reference, setReference] = useState(again?.reference_id ?? '');
  const [before] = useState(arrived);
  const make = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/connect-links', {
          params: { path: { environment } },
          body: {
            providers: again ? [again.provider] : [],
            ...(reference.trim() === '' ? {} : { reference_id: reference.trim() }),
          },
        }),
      ),
  });
  const link = make.data;
  const isThere = arrived !== null && arrived !== before;
  return (
    <Modal
      opened
      onClose={onClose}
      title={again ? 'Reconnect link' : 'Connect a user'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack>
          <Text size="sm">
            {again
              ? 'The athlete opens it and lets us in again. The connection keeps its id and its data.'
              : 'The athlete opens the link, chooses a provider and lets us in.'}
          </Text>
          {!link && (
            <TextInput
              data-autofocus
              label="Reference"
              description="Your app’s own id of the athlete. Optional."
              maxLength={300}
              autoComplete="off"
              readOnly={again !== undefined}
              value={reference}
              onChange={(event) => setReference(event.currentTarget.value)}
            />
          )}
          {make.error && (
            <Alert color="red" role="alert">
              {sentenceOf(make.error)}
            </Alert>
          )}
          {link && (
            <>
              <Copyable value={link.url} label="the link" />
              <Text size="sm" c="dimmed">
                It works for {duration(link.expires_in)}.
              </Text>
            </>
          )}
          {isThere && (
            <Alert color="green" role="status" title="Connected">
              <ConnectionLink id={arrived.connection_id}>{arrived.reference_id ?? arrived.provider_title}</ConnectionLink>
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            {link ? (
              <Button
                component="a"
                href={link.url}
                target="_blank"
                rel="noreferrer"
                rightSection={<IconExternalLink size={16} aria-hidden />}
              >
                Open it here
              </Button>
            ) : (
              <Button type="submit" loading={make.isPending}>
                Make the link
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
