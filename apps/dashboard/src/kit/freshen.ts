/** A list that grows at its top, without asking all of its pages again. */
import type { InfiniteData } from '@tanstack/react-query';

interface PageOf<Row> {
  items: Row[];
  next: string | null;
}
type Pages<Row> = InfiniteData<PageOf<Row>>;

/**
 * The first page anew, put on top of what is there. Rows that are in it are left out below.
 * When more has come than one page holds, the list begins anew: else there would be a hole in it.
 */
export function freshen<Row>(
  old: InfiniteData<PageOf<Row>> | undefined,
  first: PageOf<Row>,
  keyOf: (row: Row) => string,
): Pages<Row> {
  const [oldFirst, ...deeper] = old?.pages ?? [];
  const fresh = new Set(first.items.map(keyOf));
  const without = (rows: readonly Row[]): Row[] => rows.filter((row) => !fresh.has(keyOf(row)));
  const kept = without(oldFirst?.items ?? []);
  const isHole = kept.length > 0 && kept.length === oldFirst?.items.length;
  if (!old || !oldFirst || first.next === null || isHole) return { pages: [first], pageParams: [undefined] };
  const top = { items: [...first.items, ...kept], next: oldFirst.next };
  return { pages: [top, ...deeper.map((page) => ({ ...page, items: without(page.items) }))], pageParams: old.pageParams };
}
