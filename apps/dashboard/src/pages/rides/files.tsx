/** What a record can be downloaded as. */
import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { RecordDetails, RecordId } from './queries.js';

type File = RecordDetails['files'][number];
const WORDS: Readonly<Record<File, { readonly text: string; readonly title: string }>> = {
  json: { text: 'JSON', title: 'Terra’s model, samples too' },
  fit: { text: 'FIT', title: 'For devices and training software' },
  fhir: { text: 'FHIR', title: 'A Bundle of FHIR R4' },
  gpx: { text: 'GPX', title: 'The track' },
  tcx: { text: 'TCX', title: 'The track with measurements' },
  raw: { text: 'Raw', title: 'What the provider answered, as it came' },
  original: { text: 'Original', title: 'The file that it was made from, as it came' },
};

export function Files({ record, files }: { readonly record: RecordId; readonly files: readonly File[] }) {
  const { environment, connection, type, key } = record;
  const at = [environment, 'connections', connection, 'records', type, key].map(encodeURIComponent).join('/');
  if (files.length === 0)
    return (
      <Text size="sm" c="dimmed">
        There is nothing left to download.
      </Text>
    );
  return (
    <Group gap="xs">
      {files.map((format) => (
        <Button
          key={format}
          component="a"
          href={`/admin/environments/${at}/file?format=${format}`}
          download
          size="xs"
          variant="default"
          title={WORDS[format].title}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {WORDS[format].text}
        </Button>
      ))}
    </Group>
  );
}
