/** A list that goes on by its cursor: loads more on demand, says when it is empty, works with the keyboard. */
import { Button, Center } from '@mantine/core';
import { type UseInfiniteQueryResult, type InfiniteData } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Column, Rows, type Selection } from './rows.js';
import { ErrorState, LoadingState } from './states.js';

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
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
  return (
    <>
      <Rows caption={caption} rows={rows} columns={columns} rowKey={rowKey} selection={selection} />
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
