interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** All items of a list of the admin API. */
export async function allOf<Item>(
  read: (query: { limit: number; after?: string }) => Promise<PageOf<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let next: string | null = null;
  do {
    const page: PageOf<Item> = await read({ limit: 500, ...(next === null ? {} : { after: next }) });
    items.push(...page.items);
    next = page.next;
  } while (next !== null);
  return items;
}
