/** The list as a file: a plain download of the same filters. */
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNow } from '../../kit/when.js';
import { type DeliveryFilter, queryOf } from './filter.js';

const FORMATS = [
  { format: 'csv', text: 'CSV' },
  { format: 'ndjson', text: 'NDJSON' },
] as const;

export function ExportMenu({ environment, filter }: { readonly environment: string; readonly filter: DeliveryFilter }) {
  const now = useNow();
  const link = (format: string): string => {
    const query = new URLSearchParams(Object.entries({ ...queryOf(filter, now), format }));
    return `/admin/environments/${encodeURIComponent(environment)}/exports/deliveries?${query.toString()}`;
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>What the filters show, up to 100,000</Menu.Label>
        {FORMATS.map(({ format, text }) => (
          <Menu.Item key={format} component="a" href={link(format)} download={`deliveries.${format}`}>
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
