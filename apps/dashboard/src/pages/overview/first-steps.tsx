/** While the environment is not whole yet: what is done, and the way to the rest. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import type { Overview } from './query.js';

export function FirstSteps({ overview: { connections, destinations, attention } }: { readonly overview: Overview }) {
  const environment = useEnvironment();
  const steps = [
    { words: 'a provider', isDone: attention.every(({ kind }) => kind !== 'no_provider') },
    { words: 'a destination', isDone: destinations.length > 0 },
    { words: 'a first user', isDone: Object.values(connections).some((each) => each > 0) },
  ];
  const open = steps.filter(({ isDone }) => !isDone);
  if (open.length === 0) return null;
  return (
    <Alert
      variant="light"
      icon={<IconRocket aria-hidden />}
      title={`${steps.length - open.length} of ${steps.length} first steps done`}
    >
      <Group justify="space-between">
        <Text size="sm">Missing: {open.map(({ words }) => words).join(', ')}. It takes less than 5 minutes.</Text>
        <Button size="xs" component={Link} to={`/e/${environment}/start`}>
          Go on
        </Button>
      </Group>
    </Alert>
  );
}
