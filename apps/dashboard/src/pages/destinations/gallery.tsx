/** All kinds of destination, to choose from. */
import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import {
  IconBell,
  IconBrandAws,
  IconBrandAzure,
  IconBrandFirebase,
  IconBrandGoogle,
  IconBrandMongodb,
  IconBrandSupabase,
  IconBucket,
  IconDatabase,
  IconExternalLink,
  IconStack2,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import { RouteAnchor } from '../../kit/route-anchor.js';
import type { DestinationKind } from './queries.js';

const ICONS: Readonly<Record<string, TablerIcon>> = {
  webhook: IconWebhook,
  sql: IconDatabase,
  mongodb: IconBrandMongodb,
  firestore: IconBrandFirebase,
  s3: IconBucket,
  gcs: IconBrandGoogle,
  azureblob: IconBrandAzure,
  sqs: IconBrandAws,
  kafka: IconStack2,
  supabase: IconBrandSupabase,
};

export function KindIcon({ kind, size = 28 }: { readonly kind: string; readonly size?: number }) {
  const Icon = ICONS[kind] ?? IconBell;
  return <Icon size={size} stroke={1.5} style={{ flexShrink: 0 }} aria-hidden />;
}

export function Gallery({ environment, kinds }: { readonly environment: string; readonly kinds: readonly DestinationKind[] }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} component="ul" className="app-plain-list" m={0} p={0}>
      {kinds.map(({ kind, title, summary, formats, docs_url: docs }) => (
        <Card key={kind} component="li" withBorder padding="md">
          <Stack gap="xs" h="100%">
            <Group gap="sm" wrap="nowrap">
              <KindIcon kind={kind} />
              <Title order={2} size="h4">
                <RouteAnchor to="/e/$environment/destinations/new" params={{ environment }} search={{ kind }} inherit>
                  {title}
                </RouteAnchor>
              </Title>
            </Group>
            <Text size="sm" flex={1}>
              {summary}.
            </Text>
            <Group justify="space-between">
              <Group gap={4} aria-label="Formats">
                {formats.map((format) => (
                  <Badge key={format} variant="light" color="gray" tt="none" radius="sm" autoContrast className="app-state">
                    {format}
                  </Badge>
                ))}
              </Group>
              <Anchor href={docs} target="_blank" rel="noreferrer" size="sm" aria-label={`Docs of ${title}`}>
                Docs <IconExternalLink size={14} aria-hidden style={{ verticalAlign: '-2px' }} />
              </Anchor>
            </Group>
          </Stack>
        </Card>
      ))}
    </SimpleGrid>
  );
}
