/** What can be done to the chosen connections, or to all that match. */
import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useMayChange } from '../../api/session.js';
import { VIEWER_REASON } from '../../kit/change-button.js';
import { count } from '../../kit/format.js';
import { given } from '../../kit/given.js';
import { usePlace } from '../../kit/place.js';
import { BulkDialog, type BulkTarget } from './bulk-dialog.js';
import type { ConnectionFilter } from './queries.js';
import { ACTIONS, ACTION_WORDS, type Action } from './words.js';

export interface BulkActionsProps {
  readonly environment: string;
  readonly filter: ConnectionFilter;
  readonly chosen: ReadonlySet<string>;
  readonly onDone: () => void;
}

export function BulkActions({ environment, filter, chosen, onDone }: BulkActionsProps) {
  const mayChange = useMayChange();
  const place = usePlace();
  const [open, setOpen] = useState<{ readonly action: Action; readonly target: BulkTarget } | null>(null);
  const some: BulkTarget = { ids: [...chosen] };
  const all: BulkTarget = { filter: given({ ...filter }) };
  const states = filter.state === undefined ? {} : { states: JSON.stringify([filter.state]) };
  const groups = [
    {
      text: `${count(chosen.size)} chosen`,
      target: some,
      isOff: chosen.size === 0,
      backfill: { ids: JSON.stringify([...chosen]), ...given({ provider: filter.provider }) },
    },
    {
      text: 'All that match',
      target: all,
      isOff: false,
      backfill: { ...given({ search: filter.search, provider: filter.provider }), ...states },
    },
  ];
  return (
    <Group gap="xs">
      {groups.map(({ text, target, isOff, backfill }) => (
        <Menu key={text} position="bottom-start" disabled={isOff || !mayChange}>
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              disabled={isOff || !mayChange}
              {...(mayChange ? {} : { title: VIEWER_REASON })}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              {text}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {ACTIONS.map((action) => (
              <Menu.Item
                key={action}
                {...(action === 'disconnect' ? { color: 'red' } : {})}
                onClick={() => setOpen({ action, target })}
              >
                {ACTION_WORDS[action].verb}…
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item component="a" {...place({ path: '/backfills', search: { new: '1', ...backfill } })}>
              Backfill…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ))}
      {open && <BulkDialog environment={environment} {...open} onDone={onDone} onClose={() => setOpen(null)} />}
    </Group>
  );
}
