/** Around pages that belong to no environment. */
import { Container, Group, Paper, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { OperatorMenu } from '../../app/operator-menu.js';

export function Frame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useDocumentTitle(title === 'Freehub' ? title : `${title} · Freehub`);
  return (
    <Container size="xs" py="xl" component="main">
      <Stack>
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <img src="/dashboard/favicon.svg" width={26} height={26} alt="" />
            <Title order={1} size="h3">
              {title}
            </Title>
          </Group>
          <OperatorMenu />
        </Group>
        <Paper withBorder p="lg">
          {children}
        </Paper>
      </Stack>
    </Container>
  );
}
