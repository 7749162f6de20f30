import { zstdDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeFit } from '../../../formats/fit/encode-recording.js';
import { encodeGpx } from '../../../formats/gpx/encode.js';
import { LONG_RIDE_SECONDS, longRide } from '../../../formats/recording/testing/long-ride.js';
import { recordingWith, samplesAt } from '../../../formats/recording/recording.fixture.js';
import { Packer } from '../../../activities/normalize/packer.js';
import { Renormalize } from '../../../activities/normalize/renormalize.js';
import { type ConnectionId, newId } from '../../../model/ids.js';
import { providers } from '../../../providers/registry.js';
import { makeConnection, makeDestination } from '../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../tenant.fixture.js';

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

const SECONDS = Array.from({ length: 61 }, (_, second) => second);
const ride = recordingWith({
  samples: samplesAt(SECONDS, {
    heartRateBpm: SECONDS.map((second) => 120 + (second % 20)),
    powerWatts: SECONDS.map(() => 200),
    latitudeDegrees: SECONDS.map((second) => 46 + second / 10_000),
    longitudeDegrees: SECONDS.map(() => 7),
  }),
});
const fit = encodeFit(ride);

const send = async (payload: Uint8Array, { user = id, headers = tenant.headers, type = 'application/vnd.ant.fit' } = {}) => {
  const answer = await api.app.inject({
    method: 'POST',
    url: `/connect/upload?user_id=${user}`,
    payload: Buffer.from(payload),
    headers: { ...headers, ...(type === '' ? {} : { 'content-type': type }) },
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown> & { activities: Record<string, unknown>[] }>() };
};
const records = async () => {
  const { rows } = await api.db.query<{ key: string; body: Buffer; revision: string }>(
    `SELECT record_key AS key, body, revision FROM record WHERE connection_id = $1 ORDER BY 1`,
    [id],
  );
  return rows.map(({ key, body, revision }) => ({
    key,
    revision: Number(revision),
    record: JSON.parse(zstdDecompressSync(body).toString()) as Record<string, unknown>,
  }));
};

describe('an uploaded file', () => {
  it('is a ride of the user: stored with its samples, kept as it came, told to the destinations', async () => {
    const destination = await makeDestination(api.db, tenant);
    const { status, body } = await send(fit);
    expect([status, body]).toMatchObject([
      201,
      { format: 'fit', changed: 1, activities: [{ samples: 61, elapsed_seconds: 60, overlaps: [], findings: [] }] },
    ]);
    const [stored] = await records();
    expect(stored?.key).toBe(body.activities[0]?.['summary_id']);
    expect(stored?.record).toMatchObject({
      metadata: { summary_id: stored?.key, upload_type: 6 },
      heart_rate_data: { detailed: { hr_samples: expect.arrayContaining([expect.objectContaining({ bpm: 139 })]) } },
    });
    const raw = await api.db.query<{ body: Buffer }>(`SELECT body FROM raw_payload WHERE connection_id = $1 AND part = 'file'`, [
      id,
    ]);
    expect(zstdDecompressSync(raw.rows[0]?.body ?? Buffer.alloc(0)).equals(fit)).toBe(true);
    const told = await api.db.query(`SELECT 1 FROM delivery WHERE destination_id = $1 AND record_key = $2`, [
      destination,
      stored?.key,
    ]);
    expect(told.rowCount).toBe(1);
  });

  it.each(['', 'application/octet-stream', 'application/x-www-form-urlencoded', 'text/plain', 'application/json', 'garbage'])(
    'is taken whatever type the client says: "%s"',
    async (type) => {
      expect(await send(fit, { type })).toMatchObject({ status: 201, body: { format: 'fit' } });
    },
  );

  it('changes nothing the second time', async () => {
    await send(fit);
    expect((await send(fit)).body).toMatchObject({ changed: 0 });
    expect((await records()).map(({ revision }) => revision)).toEqual([1]);
  });

  it('in another format is another activity, and the overlap is told', async () => {
    const first = await send(fit);
    const second = await send(gzipSync(encodeGpx(ride)), { type: 'application/gzip' });
    expect(second).toMatchObject({
      status: 201,
      body: { format: 'gpx', changed: 1, activities: [{ overlaps: [first.body.activities[0]?.['summary_id']] }] },
    });
    expect(await records()).toHaveLength(2);
  });

  it('of two recordings is two activities', async () => {
    const later = encodeFit({ ...ride, startMicros: ride.startMicros + 86_400_000_000 });
    const { body } = await send(Buffer.concat([fit, later]));
    expect(body).toMatchObject({ changed: 2, activities: [{ samples: 61 }, { samples: 61 }] });
    expect(new Set((await records()).map(({ key }) => key)).size).toBe(2);
  });

  it('can be normalized again from what is stored', async () => {
    await send(fit);
    const scope = { environmentId: tenant.environmentId, connectionId: id, startMs: null, endMs: null };
    const report = await new Renormalize(api.db, new Packer(providers, 0)).run(scope, false);
    expect(report).toMatchObject({ seen: 1, unchanged: 1, failed: 0 });
  });

  it('leaves an audit line', async () => {
    await send(fit);
    expect((await api.admin('GET', `/environments/${tenant.devId}/audit?limit=1`)).body).toMatchObject({
      items: [{ action: 'connection.file_uploaded', subject: id, actor: `api:${tenant.devId}`, detail: { format: 'fit' } }],
    });
  });

  it.each<[string, Uint8Array, string, number]>([
    ['nothing', new Uint8Array(), '', 400],
    ['noise', Buffer.alloc(2000, 'noise'), 'application/octet-stream', 400],
    ['a page', Buffer.from('<!doctype html><html></html>'), 'text/html', 400],
    ['JSON that is none', Buffer.from('{"a":1}'), 'application/json', 400],
    ['a form with a file', Buffer.from('--x\r\n'), 'multipart/form-data; boundary=x', 415],
  ])('that is %s is refused, and nothing is stored', async (_, bytes, type, status) => {
    const answer = await send(bytes, { type });
    expect(answer).toMatchObject({ status, body: { detail: expect.any(String) } });
    if (status === 400) expect(answer.body['code']).toMatch(/^(FILE|TERRA)_[A-Z_]+$/);
    expect(await records()).toEqual([]);
  });

  it('may be larger than other bodies, up to its own limit', async () => {
    const large = encodeGpx(longRide());
    expect(large.length).toBeGreaterThan(4 << 20);
    expect(await send(large, { type: 'application/gpx+xml' })).toMatchObject({
      status: 201,
      body: { activities: [{ samples: LONG_RIDE_SECONDS }] },
    });
    expect((await send(new Uint8Array(21 << 20))).status).toBe(413);
    // Gzip makes 20 KB of it.
    const bomb = await send(gzipSync(new Uint8Array(21 << 20)));
    expect(bomb).toMatchObject({ status: 400, body: { detail: expect.stringContaining('20971520') } });
    expect(await records()).toHaveLength(1);
  });

  it('needs a key, and a user of its environment', async () => {
    expect((await send(fit, { headers: { 'dev-id': tenant.devId, 'x-api-key': 'no' } })).status).toBe(401);
    expect((await send(fit, { user: newId<ConnectionId>() })).status).toBe(404);
    const other = await makeConnection(api.db, await apiTenant(api));
    expect((await send(fit, { user: other })).status).toBe(404);
  });
});
