/** A list that goes on by its cursor: loads more on demand, says when it is empty, works with the keyboard. */
import { Button, Center, Checkbox, Table } from '@mantine/core';
import { type UseInfiniteQueryResult, type InfiniteData } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, LoadingState } from './states.js';

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'left' | 'right';
  /** Below this width of the window the column is left out. */
  readonly from?: 'xs' | 'sm' | 'md' | 'lg';
}

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

export interface ListProps<Row> {
  /** For screen readers. */
  readonly caption: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly empty: ReactNode;
  readonly selection?: Selection;
}

export function List<Row>({ caption, query, columns, rowKey, empty, selection }: ListProps<Row>) {
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (isPending) return <LoadingState />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const rows = data.pages.flatMap(({ items }) => items);
  if (rows.length === 0 && !hasNextPage) return empty;
  const keys = rows.map(rowKey);
  const allChosen = selection !== undefined && keys.length > 0 && keys.every((key) => selection.chosen.has(key));
  const toggle = (key: string): void => {
    if (!selection) return;
    const chosen = new Set(selection.chosen);
    if (!chosen.delete(key)) chosen.add(key);
    selection.onChange(chosen);
  };
  return (
    <>
      <div className="app-table-scroll" tabIndex={0} role="region" aria-label={caption}>
        <Table striped highlightOnHover verticalSpacing="xs" aria-label={caption}>
          <Table.Thead>
            <Table.Tr>
              {selection && (
                <Table.Th w={36}>
                  <Checkbox
                    aria-label="Choose all that are shown"
                    checked={allChosen}
                    onChange={() => selection.onChange(allChosen ? new Set() : new Set(keys))}
                  />
                </Table.Th>
              )}
              {columns.map(({ title, align = 'left', from }) => (
                <Table.Th key={title} ta={align} {...(from ? { visibleFrom: from } : {})}>
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => {
              const key = rowKey(row);
              return (
                <Table.Tr key={key}>
                  {selection && (
                    <Table.Td>
                      <Checkbox aria-label={`Choose ${key}`} checked={selection.chosen.has(key)} onChange={() => toggle(key)} />
                    </Table.Td>
                  )}
                  {columns.map(({ title, cell, align = 'left', from }) => (
                    <Table.Td key={title} ta={align} {...(from ? { visibleFrom: from } : {})}>
                      {cell(row)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      {hasNextPage && (
        <Center>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </Center>
      )}
    </>
  );
}

/** For `useInfiniteQuery`: pages by `after`. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<unknown>): string | undefined => page.next ?? undefined,
};
