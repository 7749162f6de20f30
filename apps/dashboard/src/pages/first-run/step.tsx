/** One of the three steps: its number, whether it is done, and what is to do. */
import { Badge, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

export function Step({ number, title, text, isDone, children }: StepProps) {
  const id = `step-${number}`;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <ThemeIcon radius="xl" size={30} variant={isDone ? 'filled' : 'light'} color={isDone ? 'green' : 'gray'} aria-hidden>
            {isDone ? <IconCheck size={18} /> : number}
          </ThemeIcon>
          <div>
            <Group gap="xs">
              <Title order={2} size="h4" id={id}>
                {number}. {title}
              </Title>
              {isDone && (
                <Badge color="green" variant="light" radius="sm" tt="none" autoContrast className="app-state">
                  done
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          </div>
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
