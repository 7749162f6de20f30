/** The named tests of a check: those that ended, the one that runs, those that wait. */
import { Alert, Button, Group, Loader, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { Words } from '../../kit/words.js';
import type { CheckState } from './use-check.js';

type Mark = 'ok' | 'failed' | 'running' | 'waiting';

function MarkIcon({ mark }: { readonly mark: Mark }) {
  switch (mark) {
    case 'running':
      return <Loader size={20} aria-label="running" />;
    case 'ok':
      return (
        <ThemeIcon size={20} radius="xl" color="green" role="img" aria-label="passed">
          <IconCheck size={14} aria-hidden />
        </ThemeIcon>
      );
    case 'failed':
      return (
        <ThemeIcon size={20} radius="xl" color="red" role="img" aria-label="failed">
          <IconX size={14} aria-hidden />
        </ThemeIcon>
      );
    case 'waiting':
      return (
        <ThemeIcon size={20} radius="xl" color="gray" variant="light" role="img" aria-label="not run">
          <IconMinus size={14} aria-hidden />
        </ThemeIcon>
      );
  }
}

export function CheckResults({ state, onStop }: { readonly state: CheckState; readonly onStop: () => void }) {
  const { isRunning, planned, ended, ok, refused } = state;
  if (!isRunning && ok === null) return null;
  const waiting = planned.filter((name) => !ended.some((test) => test.name === name));
  const summary = isRunning
    ? 'The check runs…'
    : ok === true
      ? 'All tests passed.'
      : refused !== null
        ? 'It could not be tried.'
        : 'A test failed: see what to do there.';
  return (
    <Paper withBorder p="md" component="section" aria-label="Check">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            Check
          </Title>
          {isRunning && (
            <Button size="compact-sm" variant="default" onClick={onStop}>
              Stop
            </Button>
          )}
        </Group>
        <Text size="sm" role="status">
          {summary}
        </Text>
        {refused !== null && <Alert color="red">{refused}</Alert>}
        <Stack gap="xs" component="ol" className="app-plain-list" m={0} p={0}>
          {ended.map(({ name, ok: passed, message, action }) => (
            <Group key={name} component="li" gap="sm" wrap="nowrap" align="flex-start">
              <MarkIcon mark={passed ? 'ok' : 'failed'} />
              <div className="app-words">
                <Text size="sm" fw={600}>
                  {name}
                </Text>
                {message !== undefined && (
                  <Text size="sm">
                    <Words text={message} />
                  </Text>
                )}
                {action !== undefined && (
                  <Text size="sm">
                    <strong>What to do: </strong>
                    <Words text={action} />
                  </Text>
                )}
              </div>
            </Group>
          ))}
          {waiting.map((name, index) => (
            <Group key={name} component="li" gap="sm" wrap="nowrap">
              <MarkIcon mark={isRunning && index === 0 ? 'running' : 'waiting'} />
              <Text size="sm" c="dimmed">
                {name}
              </Text>
            </Group>
          ))}
          {isRunning && planned.length === 0 && <MarkIcon mark="running" />}
        </Stack>
      </Stack>
    </Paper>
  );
}
