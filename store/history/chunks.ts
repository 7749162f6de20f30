/** Cutting the records of a history answer into chunks. */

/** Terra's: ten objects or ten megabytes, whichever comes first (terra.md §3). */
export const CHUNK_RECORDS = 10;
export const CHUNK_BYTES = 10_000_000;

export interface Chunk<Item> {
  readonly items: readonly Item[];
  readonly bytes: number;
}

/** In their order; a record that is larger alone goes alone. */
export function chunksOf<Item extends { readonly bytes: number }>(items: readonly Item[]): readonly Chunk<Item>[] {
  const chunks: { items: Item[]; bytes: number }[] = [];
  for (const item of items) {
    const last = chunks.at(-1);
    if (last && last.items.length < CHUNK_RECORDS && last.bytes + item.bytes <= CHUNK_BYTES) {
      last.items.push(item);
      last.bytes += item.bytes;
    } else chunks.push({ items: [item], bytes: item.bytes });
  }
  return chunks;
}
