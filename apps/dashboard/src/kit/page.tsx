/** A page: its title, also in the tab, where it hangs, and what can be done on it. */
import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEnvironment } from '../app/environment.js';

export interface PageProps {
  readonly title: string;
  /** Default: the title. */
  readonly tabTitle?: string;
  readonly text?: ReactNode;
  /** Pages above it: text, and path below the environment, such as `/connections`. */
  readonly trail?: readonly { readonly text: string; readonly path: string }[];
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, tabTitle = title, text, trail = [], actions, children }: PageProps) {
  const environment = useEnvironment();
  useDocumentTitle(`${tabTitle} · ${environment} · Freehub`);
  return (
    <Stack gap="md">
      {trail.length > 0 && (
        <Breadcrumbs>
          {trail.map(({ text: words, path }) => (
            <Anchor key={path} component={Link} to={`/e/${environment}${path}`} size="sm">
              {words}
            </Anchor>
          ))}
          <Text size="sm" c="dimmed">
            {title}
          </Text>
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {text !== undefined && (
            <Text c="dimmed" size="sm" component="div">
              {text}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
