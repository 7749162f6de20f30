/** What happened to a connection, merged from where it is written down: each part gives its newest before a place, and the newest of all are the page. */
import type { ConnectionId, DeliveryId, EnvironmentId } from '../../../model/ids.js';
import type { Page } from '../../control/control-store.js';
import type { Queryable } from '../../database.js';
import { audit } from './audit.js';
import { backfills } from './backfills.js';
import { beginning, trouble } from './connection.js';
import { attemptsOf, deliveries } from './deliveries.js';
import { records, statuses } from './events.js';
import { looks } from './looks.js';
import { notices } from './notices.js';
import type { Part, StoryItem, StoryKind } from './part.js';
import { NOW } from './places.js';

const PARTS: readonly Part[] = [notices, records, statuses, deliveries, audit, backfills, looks, beginning, trouble];

/** Newest first. A page costs the same wherever it is; what comes meanwhile is above it, so nothing is skipped and nothing comes twice. */
export async function storyOf(
  db: Queryable,
  of: { readonly environmentId: EnvironmentId; readonly connectionId: ConnectionId },
  kind: StoryKind | null,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<StoryItem>> {
  const asked = { ...of, kind, before: page.after ?? NOW, first: page.after === null, limit: page.limit + 1 };
  const parts = await Promise.all(PARTS.map((part) => part(db, asked)));
  const found = parts.flat().sort((a, b) => (a.place < b.place ? 1 : -1));
  const shown = found.slice(0, page.limit);
  return { items: await withAttempts(db, shown), next: found.length > page.limit ? (shown.at(-1)?.place ?? null) : null };
}

async function withAttempts(db: Queryable, items: readonly StoryItem[]): Promise<readonly StoryItem[]> {
  const ids = items.flatMap(({ fact }): readonly DeliveryId[] => (fact.source === 'delivery' ? [fact.id] : []));
  const attempts = await attemptsOf(db, ids);
  return items.map((item) =>
    item.fact.source === 'delivery' ? { ...item, fact: { ...item.fact, attempts: attempts.get(item.fact.id) ?? [] } } : item,
  );
}
