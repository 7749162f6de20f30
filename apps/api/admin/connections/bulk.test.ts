import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { makeConnection } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let ids: ConnectionId[];
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await apiTenant(api);
  ids = [];
  for (let n = 0; n < 4; n++) ids.push(await makeConnection(api.db, tenant, { referenceId: `team-${n}` }));
  await api.db.query(`UPDATE connection SET state = 'reauthorize' WHERE id = $1`, [ids[3]]);
});

const bulk = (body: object, of = tenant) => api.admin('POST', `/environments/${of.devId}/connections/bulk`, body);
const states = async (): Promise<string[]> =>
  (
    await api.db.query<{ state: string }>(`SELECT state FROM connection WHERE environment_id = $1 ORDER BY reference_id`, [
      tenant.environmentId,
    ])
  ).rows.map(({ state }) => state);
const audited = async (action: string): Promise<number> =>
  (
    await api.db.query(`SELECT 1 FROM audit WHERE environment_id = $1 AND action = $2 AND actor = 'admin'`, [
      tenant.environmentId,
      action,
    ])
  ).rowCount ?? 0;

describe('many connections', () => {
  it('are counted without a change, then moved; each has its audit line', async () => {
    const filter = { search: 'team-', provider: 'INSIDERS' };
    const expected = {
      connections: 3,
      left_alone: [{ connection_id: ids[3], reason: expect.stringContaining('connect again') }],
      more: false,
    };
    expect((await bulk({ action: 'pause', filter, dry_run: true })).body).toMatchObject({ dry_run: true, ...expected });
    expect(await states()).toEqual(['active', 'active', 'active', 'reauthorize']);
    expect((await bulk({ action: 'pause', filter })).body).toMatchObject({ dry_run: false, ...expected });
    expect(await states()).toEqual(['paused', 'paused', 'paused', 'reauthorize']);
    expect(await audited('connection.paused')).toBe(3);
    // Again: nothing is left to do, and it says why.
    expect((await bulk({ action: 'pause', filter: {} })).body).toMatchObject({ connections: 0, left_alone: { length: 4 } });
    expect((await bulk({ action: 'resume', filter: { state: 'paused' } })).body).toMatchObject({
      connections: 3,
      left_alone: [],
    });
    expect((await bulk({ action: 'sync', filter: {} })).body).toMatchObject({ connections: 3 });
    expect(await audited('connection.synced_by_hand')).toBe(3);
  });

  it('by ids: those of another environment are not there', async () => {
    const other = await apiTenant(api);
    const foreign = await makeConnection(api.db, other);
    const { body } = await bulk({ action: 'pause', ids: [ids[0], foreign, newId()] });
    expect(body).toMatchObject({
      connections: 1,
      left_alone: [{ connection_id: foreign }, { reason: expect.stringContaining('no such connection') }],
    });
    expect((await api.db.query(`SELECT state FROM connection WHERE id = $1`, [foreign])).rows).toEqual([{ state: 'active' }]);
    expect((await bulk({ action: 'pause', ids, filter: {} })).status).toBe(400);
    expect((await bulk({ action: 'pause' })).status).toBe(400);
    expect((await bulk({ action: 'disconnect', ids: Array.from({ length: 101 }, () => newId()) })).body).toMatchObject({
      errors: [{ field: 'ids' }],
    });
  });

  it('disconnect as one does: everything goes, the app is told', async () => {
    const { body } = await bulk({ action: 'disconnect', filter: { state: 'active' } });
    expect(body).toMatchObject({ connections: 3, left_alone: [], more: false, next: null });
    expect(await states()).toEqual(['reauthorize']);
    expect(await audited('connection.disconnected')).toBe(3);
    const { rows } = await api.db.query(`SELECT 1 FROM event WHERE environment_id = $1 AND type = 'deauth'`, [
      tenant.environmentId,
    ]);
    expect(rows).toHaveLength(3);
  });
});
