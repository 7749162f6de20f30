import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CopyIconProps {
  readonly value: string;
  readonly label: string;
}

export const CopyIcon = ({ value, label }: CopyIconProps) => (
  <CopyButton value={value}>
    {({ copied, copy }) => (
      <Tooltip label={copied ? 'Copied' : `Copy ${label}`} withArrow>
        <ActionIcon variant="subtle" color={copied ? 'green' : 'gray'} onClick={copy} aria-label={`Copy ${label}`}>
          {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    )}
  </CopyButton>
);

/** A value that people carry elsewhere: an id, an address. */
export const Copyable = ({ value, label, shown = value }: CopyIconProps & { readonly shown?: string }) => (
  <Group gap={4} wrap="nowrap">
    <Code className="app-mono">{shown}</Code>
    <CopyIcon value={value} label={label} />
  </Group>
);
