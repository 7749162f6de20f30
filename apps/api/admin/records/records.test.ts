import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { makeConnection, makeDestination } from '../../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
}, 120_000);
afterAll(() => api.close(), 30_000);
beforeEach(async () => {
  id = await makeConnection(api.db, tenant);
});

const ride = (summary_id: string, name = 'Ride') => ({
  metadata: {
    summary_id,
    name,
    type: 8,
    upload_type: 1,
    start_time: '2026-05-01T10:00:00Z',
    end_time: '2026-05-01T11:00:00+00:00',
  },
  heart_rate_data: { detailed: { hr_samples: [{ timestamp: '2026-05-01T10:00:00Z', bpm: 120 }] } },
});
const at = (start_time: string, end_time: string) => ({ metadata: { ...ride('a').metadata, start_time, end_time } });
const day = { metadata: { start_time: '2026-05-01T00:00:00+02:00', end_time: '2026-05-02T00:00:00+02:00' } };
const upload = (type: string, data: unknown, user: string = id) =>
  api.admin('POST', `/environments/${tenant.devId}/connections/${user}/records`, { type, data });

describe('uploaded records', () => {
  it('are stored with their samples and without, and told to the destinations', async () => {
    const destination = await makeDestination(api.db, tenant);
    expect(await upload('activity', [ride('a'), ride('b')])).toMatchObject({
      status: 201,
      body: { keys: ['a', 'b'], changed: 2 },
    });
    const { rows } = await api.db.query<{ body: Buffer; summary: Buffer; start_time: string; type: string }>(
      `SELECT type, start_time, body, summary FROM record WHERE connection_id = $1 AND record_key = 'a'`,
      [id],
    );
    expect(rows).toMatchObject([{ type: 'activity', start_time: '2026-05-01T10:00:00.000000+00:00' }]);
    const [whole, short] = [zstdDecompressSync(rows[0]?.body ?? Buffer.alloc(0)).toString(), rows[0]?.summary.toString() ?? ''];
    expect(JSON.parse(whole)).toMatchObject({
      metadata: { summary_id: 'a' },
      heart_rate_data: { detailed: { hr_samples: [{ bpm: 120 }] } },
    });
    expect(JSON.parse(short)).toMatchObject({ metadata: { summary_id: 'a' } });
    expect(short).not.toContain('120');
    const told = await api.db.query(
      `SELECT d.type, d.record_key, d.state FROM delivery d WHERE d.destination_id = $1 AND d.connection_id = $2 ORDER BY record_key`,
      [destination, id],
    );
    expect(told.rows).toEqual([
      { type: 'activity', record_key: 'a', state: 'pending' },
      { type: 'activity', record_key: 'b', state: 'pending' },
    ]);
  });

  it('are told again only when they differ', async () => {
    await upload('activity', [ride('a')]);
    expect((await upload('activity', [ride('a')])).body).toMatchObject({ changed: 0 });
    expect((await upload('activity', [ride('a', 'Another')])).body).toMatchObject({ changed: 1 });
  });

  it.each([
    ['athlete', { sex: 'female' }, 'athlete'],
    ['body', day, '2026-05-01'],
    ['daily', { metadata: { ...day.metadata, upload_type: 1 } }, '2026-05-01'],
    ['menstruation', day, '2026-05-01'],
    ['nutrition', day, '2026-05-01'],
    ['sleep', { metadata: { ...day.metadata, summary_id: 'night', is_nap: false, upload_type: 1 } }, 'night'],
  ])('can be of type %s', async (type, record, key) => {
    const { status, body } = await upload(type, [record]);
    expect([status, body]).toEqual([201, { keys: [key], changed: 1 }]);
  });

  it('leave an audit line', async () => {
    await upload('activity', [ride('a')]);
    expect((await api.admin('GET', `/environments/${tenant.devId}/audit?limit=1`)).body).toMatchObject({
      items: [{ action: 'connection.records_uploaded', subject: id, detail: { type: 'activity', count: 1 } }],
    });
  });

  it.each<[string, string, unknown, RegExp]>([
    ['of an unknown type', 'steps', [ride('a')], /type/],
    ['that are none', 'activity', [], /data/],
    ['that are no list', 'activity', ride('a'), /data/],
    ['that are too many', 'activity', Array.from({ length: 101 }, (_, n) => ride(String(n))), /data/],
    ['that are wrong', 'activity', [ride('a'), { metadata: { start_time: 'x' } }], /data\[1\].*metadata/],
    ['with a key that there is not', 'activity', [{ ...ride('a'), heart: 1 }], /data\[0\].*heart/],
    ['that are the same twice', 'activity', [ride('a'), ride('b'), ride('a')], /data\[2\].*data\[0\]/],
    ['with a NUL', 'activity', [ride('a\u0000')], /./],
    ['with a NUL in a name', 'activity', [ride('a', 'x\u0000')], /data\[0\].*name.*U\+0000/],
    ['with half a character', 'activity', [ride('b'), ride('a', 'x\ud83d')], /data\[1\].*name.*surrogate/],
    ['with half a character in the key', 'activity', [ride('\udc00')], /data\[0\].*surrogate/],
    ['of long ago', 'activity', [at('1969-12-31T23:00:00Z', '1970-01-01T01:00:00Z')], /data\[0\].*start_time.*1970/],
    ['of far ahead', 'activity', [at('2100-12-31T23:00:00Z', '2101-01-01T01:00:00Z')], /data\[0\].*end_time.*2100/],
  ])('%s are refused, all of them', async (_, type, data, message) => {
    expect(await upload(type, data)).toMatchObject({ status: 400, body: { detail: expect.stringMatching(message) } });
    expect((await api.db.query(`SELECT 1 FROM record WHERE connection_id = $1`, [id])).rowCount).toBe(0);
  });

  it('need a user of the environment', async () => {
    expect((await upload('activity', [ride('a')], newId())).status).toBe(404);
    expect((await upload('activity', [ride('a')], await makeConnection(api.db, await apiTenant(api)))).status).toBe(404);
  });
});
