import { ScrollArea } from '@mantine/core';

/** JSON as text, however odd its content. */
export function Json({
  value,
  maxHeight = 420,
  label = 'JSON',
}: {
  readonly value: unknown;
  readonly maxHeight?: number;
  readonly label?: string;
}) {
  return (
    <ScrollArea.Autosize mah={maxHeight} type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
      <pre className="app-pre">{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </ScrollArea.Autosize>
  );
}
