import type { Page } from '../../../../store/control/control-store.js';

/** What a query asks of a list. */
export const pageOf = (query: {
  readonly after?: string | undefined;
  readonly limit: number;
}): { after: string | null; limit: number } => ({ after: query.after ?? null, limit: query.limit });

/** The page, each row as it is shown. */
export const shownPage = <Row, Shown>(page: Page<Row>, show: (row: Row) => Shown): { items: Shown[]; next: string | null } => ({
  items: page.items.map(show),
  next: page.next,
});

export const iso = (date: Date): string => date.toISOString();
export const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;
