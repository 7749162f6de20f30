import { Anchor, Center, Stack, Text, Title } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';

/** What may be a dev-id or an id, but is none of our pages. */
const ENVIRONMENT = /^(?!(?:e|new|dashboard)$)[a-z0-9][a-z0-9-]{1,62}$/;

/** Of an address in which `e/` was left out. */
function environmentIn(pathname: string): string | null {
  const first = pathname.replace(/^\/dashboard(?=\/|$)/, '').split('/')[1] ?? '';
  return ENVIRONMENT.test(first) ? first : null;
}

export function NotFoundPage() {
  const { pathname } = useLocation();
  const environment = environmentIn(pathname);
  return (
    <Center mih="60vh" p="md">
      <Stack align="center" gap="xs">
        <Title order={1}>There is no such page</Title>
        <Text>The address may be mistyped, or from another version.</Text>
        {environment !== null && (
          <Text>
            Did you mean{' '}
            <Anchor href={`/dashboard/e/${environment}`} inherit>
              the environment {environment}
            </Anchor>
            ?
          </Text>
        )}
        <Anchor href="/dashboard/">Go to the start</Anchor>
      </Stack>
    </Center>
  );
}
