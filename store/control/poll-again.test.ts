import { beforeAll, expect, it } from '@jest/globals';
import { type ConnectionId, type ProviderAppId, asId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import type { Database } from '../database.js';
import { makeConnection, makeTenant } from '../store.fixture.js';
import { pollAgain } from './poll-again.js';

const testDatabase = useTestDatabase(4);
let db: Database;
beforeAll(() => {
  db = testDatabase();
});

it('spreads all connections of an app over the time, page by page, and touches no other', async () => {
  const [tenant, other] = [await makeTenant(db), await makeTenant(db)];
  for (let n = 0; n < 50; n++) await makeConnection(db, tenant, { providerUserId: `u-${n}` });
  await makeConnection(db, other, { providerUserId: 'u' });
  await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 day'`);
  const app = await db.query<{ id: string }>(`SELECT id FROM provider_app WHERE environment_id = $1`, [tenant.environmentId]);
  const appId = asId<ProviderAppId>(app.rows[0]?.id ?? '');
  const sizes: number[] = [];
  for (let after: ConnectionId | null = null; ;) {
    const page: readonly ConnectionId[] = await pollAgain(db, appId, 100_000, after, 20);
    sizes.push(page.length);
    after = page.at(-1) ?? null;
    if (page.length < 20) break;
  }
  expect(sizes).toEqual([20, 20, 10]);
  const { rows } = await db.query(
    `SELECT environment_id = $1 AS ours, count(*)::int, count(*) FILTER (WHERE next_poll_at <= now() + interval '100 seconds')::int AS soon,
            count(*) FILTER (WHERE next_poll_at <= now() + interval '50 seconds') BETWEEN 5 AND 45 AS spread
       FROM connection GROUP BY 1 ORDER BY 1`,
    [tenant.environmentId],
  );
  expect(rows).toEqual([
    { ours: false, count: 1, soon: 0, spread: false },
    { ours: true, count: 50, soon: 50, spread: true },
  ]);
});
