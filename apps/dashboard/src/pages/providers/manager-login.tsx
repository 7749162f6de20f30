/** The account that reads the devices. Its password is exchanged for tokens at once and kept nowhere. */
import { Alert, Checkbox, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { managerQuery } from './device-queries.js';

export function ManagerLogin({ environment, provider }: { readonly environment: string; readonly provider: string }) {
  const { data: manager, error, isPending, refetch } = useQuery(managerQuery(environment, provider));
  const [isOpen, setOpen] = useState(false);
  if (isPending) return <LoadingState rows={2} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const needsLogin = manager === null || manager.state === 'reauthorize';
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="manager">
      <Stack gap="sm">
        <Title order={2} size="h4" id="manager">
          The manager’s account
        </Title>
        {manager && (
          <Group>
            <Text size="sm" className="app-words">
              {manager.account_id}
            </Text>
            <StateBadge state={manager.state === 'reauthorize' ? 'log in again' : manager.state} />
            <Text size="sm">
              Devices listed <When at={manager.devices_listed_at} />
            </Text>
            {!needsLogin && (
              <ChangeButton size="xs" variant="default" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
                Log in again
              </ChangeButton>
            )}
          </Group>
        )}
        {manager?.problem && <Alert color="orange">{manager.problem.message}</Alert>}
        {!manager && <Text size="sm">Nobody has logged in yet. The account that owns the devices has to, once.</Text>}
        {(needsLogin || isOpen) && (
          <LoginForm environment={environment} provider={provider} onDone={() => setOpen(false)} hasManager={manager !== null} />
        )}
      </Stack>
    </Paper>
  );
}

interface LoginFormProps {
  readonly environment: string;
  readonly provider: string;
  readonly hasManager: boolean;
  readonly onDone: () => void;
}

function LoginForm({ environment, provider, hasManager, onDone }: LoginFormProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [replace, setReplace] = useState(false);
  const logIn = useChange({
    run: () =>
      answerOf(
        api.POST('/admin/environments/{environment}/providers/{provider}/manager-login', {
          params: { path: { environment, provider } },
          body: { username, password, replace },
        }),
      ),
    done: ({ devices }) => `Logged in: the account sees ${devices} devices.`,
    touches: [
      ['manager', environment, provider],
      ['devices', environment, provider],
      ['overview', environment],
    ],
    onDone: () => {
      setPassword('');
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        logIn.mutate();
      }}
    >
      <Stack gap="sm" maw={420}>
        <TextInput
          label="User name"
          required
          autoComplete="off"
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          description="It is exchanged for tokens and not kept."
          required
          autoComplete="off"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        {hasManager && (
          <Checkbox
            label="It is another account than the one that is logged in"
            checked={replace}
            onChange={(event) => setReplace(event.currentTarget.checked)}
          />
        )}
        <Group>
          <ChangeButton type="submit" loading={logIn.isPending}>
            Log in as the manager
          </ChangeButton>
        </Group>
      </Stack>
    </form>
  );
}
