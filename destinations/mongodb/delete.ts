import type { ItemResult } from '../kit/destination.js';
import { identityOf, markOf } from '../kit/documents/mark.js';
import type { Row } from '../kit/rank.js';
import { classifyCode } from './classify.js';
import { exactly, heldOf, runBulk, tombstoneId } from './collections.js';
import type { Events, Tombstones } from './collections.js';

const DUPLICATE_KEY = 11_000;

/** The tombstone comes first: a writer that was not seen by the look after it sees the tombstone by its own (settle.ts). */
export async function deleteGuarded(events: Events, tombstones: Tombstones, rows: readonly Row[]): Promise<Map<Row, ItemResult>> {
  const results = new Map<Row, ItemResult>();
  let pending = rows.map((row) => ({ row, mark: markOf(row.item) }));
  // A refused one has lost the race to insert, and is repeated; refused again, an equal or newer tombstone is there.
  for (let round = 0; round < 2 && pending.length > 0; round += 1) {
    const codes = await runBulk(
      tombstones,
      pending.map(({ row, mark }) => ({
        updateOne: {
          filter: { _id: tombstoneId(mark), revision: { $lt: mark.revision } },
          update: { $set: { revision: mark.revision, deleted_at: new Date(row.item.orderingTimestampMs) } },
          upsert: true,
        },
      })),
    );
    pending = pending.filter(({ row }, index) => {
      const code = codes.get(index);
      if (code !== undefined && code !== DUPLICATE_KEY) results.set(row, { ok: false, problem: classifyCode(code) });
      return code === DUPLICATE_KEY;
    });
  }
  const marked = rows.filter((row) => !results.has(row)).map((row) => ({ row, mark: markOf(row.item) }));
  if (marked.length === 0) return results;
  const held = await heldOf(
    events,
    marked.map(({ mark }) => mark),
  );
  const gone = marked.flatMap(({ row, mark }) => {
    const documents = held.get(identityOf(mark)) ?? [];
    const stale = documents.some(({ _freehub }) => _freehub.revision > mark.revision);
    results.set(row, { ok: true, outcome: stale ? 'stale' : 'delivered' });
    return documents.filter(({ _freehub }) => _freehub.revision <= mark.revision);
  });
  await runBulk(
    events,
    gone.map((document) => ({ deleteOne: { filter: exactly(document) } })),
  );
  return results;
}
