/** One field: the token that `freehub up` prints, or one that an admin has made. */
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, keepCsrfToken } from '../../api/client.js';
import { sentenceOf } from '../../api/problem.js';
import { sessionQuery } from '../../api/session.js';

export function LogInPage() {
  useDocumentTitle('Log in · Freehub');
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const logIn = useMutation({
    mutationFn: () => answerOf(api.POST('/admin/session', { body: { token: token.trim() } })),
    onSuccess: (session) => {
      keepCsrfToken(session.csrf_token);
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={420} shadow="sm">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            logIn.mutate();
          }}
        >
          <Stack>
            <Title order={1} size="h3">
              Freehub
            </Title>
            <Text size="sm">
              Log in with the admin token that <code>freehub up</code> printed, or with a token that an admin made for you.
            </Text>
            <PasswordInput
              label="Token"
              required
              data-autofocus
              autoComplete="current-password"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
            />
            {logIn.error !== null && (
              <Alert color="red" role="alert">
                {sentenceOf(logIn.error)}
              </Alert>
            )}
            <Button type="submit" loading={logIn.isPending} disabled={token.trim() === ''}>
              Log in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
