/** A destination that cannot be used as it is set up: why, and the way out, which the api knows. */
import { Alert, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { asSentence } from '../../kit/next-try.js';
import type { Destination } from './queries.js';

/** @param children the way to where it is mended */
export function ConfigTrouble({ one, children }: { readonly one: Destination; readonly children?: ReactNode }) {
  if (one.config_problem === null) return null;
  return (
    <Alert color="red" title="It cannot be used as it is set up: nothing is sent to it" role="alert">
      <Stack gap="xs">
        <Text size="sm" className="app-words">
          {asSentence(one.config_problem.message)}
        </Text>
        {children}
      </Stack>
    </Alert>
  );
}
