/** A provider that cannot be used as it is set up: why, and the way out, which the api knows. */
import { Alert, Stack, Text } from '@mantine/core';
import { asSentence } from '../../kit/next-try.js';
import type { ProviderApp } from './queries.js';

export function ConfigTrouble({ app }: { readonly app: ProviderApp }) {
  if (app.config_problem === null) return null;
  return (
    <Alert color="red" title="It cannot be used as it is set up: nothing is fetched from it" role="alert">
      <Stack gap="xs">
        <Text size="sm" className="app-words">
          {asSentence(app.config_problem.message)}
        </Text>
        <Text size="sm">Its settings are at the end of this page.</Text>
      </Stack>
    </Alert>
  );
}
