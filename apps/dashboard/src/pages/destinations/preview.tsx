/** What a config would write of a ride, without writing it. */
import { Alert, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { sentenceOf } from '../../api/problem.js';
import { Copyable } from '../../kit/copy.js';
import { bytes } from '../../kit/format.js';
import { HeadersTable } from '../../kit/headers-table.js';
import { Json } from '../../kit/json.js';
import type { CheckTarget } from './check-stream.js';
import type { Format } from './facts.js';
import { pretty } from './pretty.js';

const previewOf = (environment: string, target: CheckTarget, format: Format) =>
  answerOf(
    api.POST('/admin/environments/{environment}/destinations/preview', {
      params: { path: { environment } },
      body: { ...target, config: { ...target.config }, format },
    }),
  );

export const usePreview = (environment: string) =>
  useMutation({
    mutationFn: ({ target, format }: { readonly target: CheckTarget; readonly format: Format }) =>
      previewOf(environment, target, format),
  });

export function Preview({ query }: { readonly query: ReturnType<typeof usePreview> }) {
  const { data, error, isPending } = query;
  if (!isPending && !data && !error) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label="Preview" aria-busy={isPending}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          Preview on a ride
        </Title>
        {isPending && <Loader size="sm" aria-label="Loading" />}
        {error && (
          <Alert color="red" role="alert">
            {sentenceOf(error)}
          </Alert>
        )}
        {data && (
          <Text size="sm" c="dimmed">
            {data.is_made_up
              ? 'No ride is stored yet: this one is made up.'
              : 'Of the newest ride that is stored. Nothing is written.'}
          </Text>
        )}
        {data?.parts.map(({ place, headers, media_type: mediaType, bytes: size, text }, index) => (
          <Stack key={index} gap="xs">
            <Group gap="xs">
              <Copyable value={place} label="the place" />
              <Text size="sm" c="dimmed">
                {mediaType}, {bytes(size)}
              </Text>
            </Group>
            {headers.length > 0 && <HeadersTable headers={headers} label={`Headers of part ${index + 1}`} />}
            {text === null ? (
              <Text size="sm" c="dimmed">
                No text: a file of {bytes(size)}.
              </Text>
            ) : (
              <Json
                value={mediaType.includes('json') ? pretty(text) : text}
                maxHeight={360}
                label={`Text of part ${index + 1}`}
              />
            )}
          </Stack>
        ))}
      </Stack>
    </Paper>
  );
}
