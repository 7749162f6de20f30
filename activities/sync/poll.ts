/** The look without a notice: what the provider changed since the last one, less what we hold; and what we hold that is nothing any more. */
import { timeRange } from '../../model/time-range.js';
import type { ItemRef } from '../../providers/kit/items.js';
import { type Queryable, prepared } from '../../store/database.js';
import type { Puller, PullSession } from './pull.js';
import { type Listed, type Obsolete, listAll } from './list-all.js';

/** Providers stamp changes before they can be listed: each look overlaps the last one by this. */
const OVERLAP_MS = 10 * 60_000;

export async function changedSince(db: Queryable, puller: Puller, session: PullSession, sinceMs: number): Promise<Listed> {
  // Recorders upload late.
  const overlapMs = session.provider.manager?.lookBackMs ?? OVERLAP_MS;
  const range = timeRange(sinceMs - overlapMs, Date.now() + 60_000);
  const refs: ItemRef[] = [];
  const obsolete: Obsolete[] = [];
  for (const type of session.provider.capabilities.types) {
    // No list of changes has the profile (profile.ts).
    if (type === 'athlete') continue;
    for await (const page of listAll(puller, session, { type, by: 'changed', range })) {
      refs.push(...page.refs);
      obsolete.push(...page.obsolete);
    }
  }
  // An item of one page may go on with a record that another page took for obsolete.
  const named = new Set(refs.map((ref) => `${ref.type} ${ref.id}`));
  return {
    refs: await missing(db, session.connectionId, refs),
    obsolete: obsolete.filter(({ ref }) => !named.has(`${ref.type} ${ref.id}`)),
  };
}

/** Those that we do not hold in that revision. An item without a revision is always fetched: only its content can tell. */
export async function missing(db: Queryable, connectionId: string, refs: readonly ItemRef[]): Promise<readonly ItemRef[]> {
  if (refs.length === 0) return [];
  const { rows } = await db.query<{ type: string; key: string }>(
    prepared(
      'records-held',
      `SELECT n.type, n.key FROM unnest($2::text[], $3::text[], $4::bigint[]) AS n(type, key, revision)
        WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.connection_id = $1 AND r.type = n.type AND r.record_key = n.key AND r.provider_revision >= n.revision)`,
      [connectionId, refs.map((ref) => ref.type), refs.map((ref) => ref.id), refs.map((ref) => ref.revision)],
    ),
  );
  const wanted = new Set(rows.map((row) => `${row.type} ${row.key}`));
  const once = new Map(refs.map((ref) => [`${ref.type} ${ref.id}`, ref]));
  return [...once].filter(([key]) => wanted.has(key)).map(([, ref]) => ref);
}
