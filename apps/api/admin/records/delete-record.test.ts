import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectionId, type DestinationId, newId } from '../../../../model/ids.js';
import { commitOf, makeConnection, makeDestination, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let destination: DestinationId;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  destination = await makeDestination(api.db, tenant);
}, 120_000);
afterAll(() => api.close(), 30_000);

const ofProvider = { type: 'activity', id: newId(), key: 'a/b ü', part: 'x', contentHash: Buffer.alloc(32), body: Buffer.of(1) };
/** As a sync stores it. */
const synced = (providerRevision: number) => {
  const raw = { ...ofProvider, id: newId() };
  const metadata = {
    summary_id: 'a/b ü',
    type: 8,
    upload_type: 1,
    start_time: '2026-05-01T10:00:00Z',
    end_time: '2026-05-01T11:00:00Z',
  };
  const record = write('a/b ü', `version ${providerRevision}`, {
    providerRevision,
    rawIds: [raw.id],
    summary: Buffer.from(JSON.stringify({ metadata })),
  });
  return commitSync(api.db, commitOf({ ...tenant, connectionId: id }, { records: [record], raws: [raw] }));
};
beforeEach(async () => {
  id = await makeConnection(api.db, tenant);
  await synced(5);
});

const at = (user: string = id) => `/environments/${tenant.devId}/connections/${user}/records`;
const remove = (key = 'a/b ü', type = 'activity', user: string = id) =>
  api.admin('DELETE', `${at(user)}/${type}/${encodeURIComponent(key)}`);
const isDeleted = async () =>
  ((await api.admin('GET', at())).body['items'] as readonly { deleted: boolean }[]).map(({ deleted }) => deleted);
const audited = async () =>
  (
    await api.db.query<{ detail: unknown }>(
      `SELECT detail FROM audit WHERE subject = $1 AND action = 'connection.record_deleted'`,
      [id],
    )
  ).rows;

describe('a record that an operator deletes', () => {
  it('is gone with what it was made from, and its destinations are told', async () => {
    expect(await remove()).toMatchObject({ status: 200, body: { done: true } });
    expect(await isDeleted()).toEqual([true]);
    expect((await api.admin('GET', `${at()}/activity/${encodeURIComponent('a/b ü')}/file`)).status).toBe(404);
    const { rows } = await api.db.query(
      `SELECT e.op, d.state FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.destination_id = $1 AND d.connection_id = $2 ORDER BY d.revision`,
      [destination, id],
    );
    expect(rows).toEqual([
      { op: 'upsert', state: 'superseded' },
      { op: 'delete', state: 'pending' },
    ]);
    expect((await api.db.query(`SELECT 1 FROM raw_payload WHERE connection_id = $1`, [id])).rowCount).toBe(0);
    expect(await audited()).toEqual([{ detail: { type: 'activity', key: 'a/b ü' } }]);
  });

  it('twice is told once', async () => {
    await remove();
    expect((await remove()).status).toBe(200);
    expect((await api.db.query(`SELECT 1 FROM event WHERE connection_id = $1 AND op = 'delete'`, [id])).rowCount).toBe(1);
    expect(await audited()).toHaveLength(1);
  });

  it('stays deleted while the provider shows the same version, and comes back with a newer one', async () => {
    await remove();
    await synced(5);
    expect(await isDeleted()).toEqual([true]);
    await synced(6);
    expect(await isDeleted()).toEqual([false]);
    expect((await remove()).status).toBe(200);
    expect(await isDeleted()).toEqual([true]);
  });

  it('must be one of that user', async () => {
    const none = await remove('none');
    expect([none.status, none.body['detail']]).toEqual([404, expect.stringContaining('no activity "none"')]);
    expect((await remove('a/b ü', 'sleep')).status).toBe(404);
    expect((await remove('a/b ü', 'activity', newId())).status).toBe(404);
    expect((await remove('a/b ü', 'steps')).status).toBe(400);
    expect((await remove('a\0')).status).toBe(400);
    const other = await apiTenant(api);
    expect(
      (await api.admin('DELETE', `/environments/${other.devId}/connections/${id}/records/activity/a%2Fb%20%C3%BC`)).status,
    ).toBe(404);
    expect(await isDeleted()).toEqual([false]);
    expect(await audited()).toEqual([]);
  });
});
