/** What a page shows when there is nothing, nothing yet, or an error: always with what to do. */
import { Alert, Button, Center, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconMoodEmpty } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiProblem, sentenceOf } from '../api/problem.js';

export function LoadingState({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={28} radius="sm" />
      ))}
    </Stack>
  );
}

const NEXT: Readonly<Record<number, string>> = {
  0: 'Check that the server runs, then try again.',
  403: 'Ask an operator with the role admin.',
  404: 'It may have been deleted, or belong to another environment.',
  429: 'Wait a moment, then try again.',
};

export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const status = error instanceof ApiProblem ? error.status : -1;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={sentenceOf(error)} role="alert" m="md">
      <Group justify="space-between">
        <Text size="sm">{NEXT[status] ?? 'Try again. If it stays so, the log of the api says more.'}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** @param children what to do about it: a button or a link */
export function EmptyState({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <Center py="xl" px="md">
      <Stack align="center" gap="xs" maw={480}>
        <IconMoodEmpty size={36} stroke={1.4} aria-hidden />
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        <Text ta="center" c="dimmed" size="sm">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
