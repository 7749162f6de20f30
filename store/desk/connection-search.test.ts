import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConnectionId, newId } from '../../model/ids.js';
import { type TestDatabase, createDatabase } from '../../test/support/servers/postgres.js';
import { type Database, openDatabase } from '../database.js';
import { type Tenant, makeConnection, makeTenant } from '../store.fixture.js';
import { type ConnectionFilter, findConnections, listConnections } from './connection-search.js';

let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
  [tenant, other] = [await makeTenant(db), await makeTenant(db)];
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

async function walk(of: Tenant, filter: ConnectionFilter, limit: number): Promise<ConnectionId[]> {
  const all: ConnectionId[] = [];
  let after: string | null = null;
  do {
    const page: { items: readonly ConnectionId[]; next: string | null } = await findConnections(db, of.environmentId, filter, {
      after,
      limit,
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
}

describe('connections', () => {
  it('are found by id, by how their reference id begins, and by how the provider’s user id begins; each once', async () => {
    const anna = await makeConnection(db, tenant, { referenceId: 'ref-anna', providerUserId: 'ref-1' });
    const bert = await makeConnection(db, tenant, { referenceId: 'ref-bert', providerUserId: 'p-2' });
    const carl = await makeConnection(db, tenant, { providerUserId: 'ref-3' });
    const umlaut = await makeConnection(db, tenant, { referenceId: 'ref_%x', providerUserId: 'Ärger' });
    for (const limit of [1, 2, 50]) {
      expect(await walk(tenant, { search: 'ref-' }, limit)).toEqual([anna, bert, carl]);
      expect(await walk(tenant, { search: 'ref-b' }, limit)).toEqual([bert]);
      // No wildcards, and bytes as they are.
      expect(await walk(tenant, { search: 'ref_' }, limit)).toEqual([umlaut]);
      expect(await walk(tenant, { search: 'Är' }, limit)).toEqual([umlaut]);
      expect(await walk(tenant, { search: '%' }, limit)).toEqual([]);
      expect(await walk(other, { search: 'ref-' }, limit)).toEqual([]);
    }
    expect(await walk(tenant, { search: anna.toUpperCase() }, 10)).toEqual([anna]);
    expect(await walk(other, { search: anna }, 10)).toEqual([]);
    // A reference id may look like an id, and even be one of another.
    const named = await makeConnection(db, tenant, { referenceId: anna });
    expect(await walk(tenant, { search: anna }, 1)).toEqual([anna, named]);
    expect(await walk(tenant, { search: 'ref-', states: ['paused'] }, 2)).toEqual([]);
    expect(await walk(tenant, { search: 'ref-', provider: 'OTHER' }, 2)).toEqual([]);
  });

  it('are listed newest first by provider and state, whatever comes or goes between two pages', async () => {
    const mine = await makeTenant(db);
    const ids: ConnectionId[] = [];
    for (let n = 0; n < 9; n++) ids.unshift(await makeConnection(db, mine, { referenceId: n % 3 === 0 ? 'team' : `r-${n}` }));
    // Ids of one millisecond are in no order.
    ids.sort().reverse();
    const paused = ids.filter((_, index) => index % 2 === 0);
    await db.query(`UPDATE connection SET state = 'paused' WHERE id = ANY ($1)`, [paused]);
    const { environmentId } = mine;
    const filter: ConnectionFilter = { provider: 'INSIDERS', states: ['paused'] };
    const first = await findConnections(db, environmentId, filter, { after: null, limit: 2 });
    expect(first.items).toEqual(paused.slice(0, 2));
    const late = await makeConnection(db, mine);
    await db.query(`UPDATE connection SET state = 'paused' WHERE id = $1`, [late]);
    await db.query(`DELETE FROM connection WHERE id = $1`, [paused[1]]);
    const rest = await findConnections(db, environmentId, filter, { after: first.next, limit: 10 });
    expect(rest).toEqual({ items: paused.slice(2), next: null });
    expect(await walk(mine, { states: ['active', 'paused'] }, 3)).toEqual([late, ...ids].filter((id) => id !== paused[1]));
    const { rows } = await db.query<{ id: string }>(
      `SELECT id FROM connection WHERE environment_id = $1 AND reference_id = 'team'`,
      [environmentId],
    );
    expect(await walk(mine, { referenceId: 'team' }, 1)).toEqual(
      rows
        .map((row) => row.id)
        .toSorted()
        .toReversed(),
    );
    expect(await walk(mine, { provider: 'NONE' }, 3)).toEqual([]);
    const page = await listConnections(db, environmentId, { referenceId: 'r-1' }, { after: null, limit: 5 });
    expect(page.items).toMatchObject([{ referenceId: 'r-1', provider: 'INSIDERS' }]);
  });

  it('a cursor that is none is refused with a sentence', async () => {
    for (const search of [undefined, 'x'])
      for (const after of ['nonsense', Buffer.from('["id"]').toString('base64url'), search === undefined ? '' : newId()])
        await expect(findConnections(db, tenant.environmentId, { search }, { after, limit: 1 })).rejects.toMatchObject({
          kind: 'payload',
        });
  });
});
