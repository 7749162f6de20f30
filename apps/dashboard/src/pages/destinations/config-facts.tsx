/** How a destination is set up; secrets masked by the api. */
import { Code, Paper, Stack, Title } from '@mantine/core';
import { Facts } from '../../kit/facts.js';
import { count } from '../../kit/format.js';
import { labelOf } from '../../kit/schema-fields.js';
import { DIALECT_WORDS, FORMAT_WORDS } from './facts.js';
import type { Destination } from './queries.js';

const LONG = 60;
/** Ports and their like are read as one word. */
const MOST_PORT = 65_535;
function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? value : typeof value === 'number' && value > MOST_PORT ? count(value) : JSON.stringify(value);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

export function ConfigFacts({ one }: { readonly one: Destination }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="config-title">
      <Stack gap="md">
        <Title order={2} size="h4" id="config-title">
          Set-up
        </Title>
        <Facts
          facts={[
            ['Events', one.event_types === null ? 'all' : one.event_types.join(', ')],
            ['Activities as', FORMAT_WORDS[one.format]],
            ['Dialect', DIALECT_WORDS[one.dialect]],
            ['Most a second', one.max_per_second === null ? 'no limit' : count(one.max_per_second)],
            ['Most writes at once', one.max_concurrency === null ? 'as its kind says' : count(one.max_concurrency)],
            ...Object.entries(one.config).map(
              ([name, value]) => [labelOf(name), <Code key={name}>{shown(value)}</Code>] as const,
            ),
          ]}
        />
      </Stack>
    </Paper>
  );
}
