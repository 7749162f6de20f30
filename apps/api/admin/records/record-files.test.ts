import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rideOf, storedRide } from '../../../../activities/convert/ride.fixture.js';
import { readActivityFile } from '../../../../formats/file.js';
import { encodeFit } from '../../../../formats/fit/encode-recording.js';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { commitOf, makeConnection, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

const ride = rideOf(250, {
  samples: {
    ...rideOf(250).samples,
    channels: { ...rideOf(250).samples.channels, latitudeDegrees: column(46), longitudeDegrees: column(7) },
  },
});
function column(value: number): Float64Array {
  return new Float64Array(121).fill(value);
}
let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant);
  await commitSync(
    api.db,
    commitOf(
      { ...tenant, connectionId: id },
      {
        records: [
          storedRide('a/b ü', ride),
          storedRide('same-a', { ...ride, startMicros: ride.startMicros + 1_000 }),
          storedRide('same-b', { ...ride, startMicros: ride.startMicros + 1_000 }),
          write('gone', 'x', { op: 'delete' }),
          write('day', 'x', { type: 'daily' }),
        ],
      },
    ),
  );
}, 120_000);
afterAll(() => api.close(), 30_000);

const at = (): string => `/environments/${tenant.devId}/connections/${id}/records`;
const list = async (query: string) =>
  (await api.admin('GET', `${at()}${query}`)).body as { items: Record<string, unknown>[]; next: string | null };
const file = async (type: string, key: string, format?: string) => {
  const answer = await api.app.inject({
    method: 'GET',
    url: `/admin${at()}/${type}/${encodeURIComponent(key)}/file${format === undefined ? '' : `?format=${format}`}`,
    headers: { authorization: `Bearer ${api.adminToken}` },
  });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload, text: answer.payload };
};

describe('records of a user', () => {
  it('are listed newest first, deleted ones too, page by page', async () => {
    const whole = await list('');
    expect(whole.next).toBeNull();
    expect(whole.items.map(({ key }) => key)).toEqual(['same-a', 'same-b', 'a/b ü', 'gone', 'day']);
    expect(whole.items[0]).toMatchObject({ type: 'activity', revision: 1, deleted: false, bytes: expect.any(Number) });
    expect(whole.items[3]).toMatchObject({ deleted: true });
    const paged: unknown[] = [];
    let after = '';
    do {
      const page = await list(`?limit=1${after}`);
      paged.push(...page.items);
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(paged).toEqual(whole.items);
    expect((await list('?type=daily')).items).toMatchObject([{ key: 'day' }]);
  });

  it.each(['after=x', 'after=bm8', 'limit=0', 'type=steps', 'more=1'])('are not listed for a wrong query: %s', async (query) => {
    expect((await api.admin('GET', `${at()}?${query}`)).status).toBe(400);
  });
});

describe('a record as a file', () => {
  it.each([
    ['fit', 'application/vnd.ant.fit', 'a_b__.fit'],
    ['gpx', 'application/gpx+xml', 'a_b__.gpx'],
    ['tcx', 'application/vnd.garmin.tcx+xml', 'a_b__.tcx'],
  ])('%s holds its samples', async (format, type, name) => {
    const { status, headers, bytes } = await file('activity', 'a/b ü', format);
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      type,
      `attachment; filename="${name}"`,
    ]);
    const { recordings } = readActivityFile(bytes);
    expect(recordings[0]?.samples.micros).toHaveLength(121);
    expect(recordings[0]?.samples.channels.powerWatts?.[60]).toBe(250);
  });

  it('is as it is stored by default, and FHIR as a collection', async () => {
    const json = await file('activity', 'a/b ü');
    expect(json.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(json.text)).toMatchObject({ metadata: { summary_id: 'a/b ü' } });
    const fhir = await file('activity', 'a/b ü', 'fhir');
    expect(JSON.parse(fhir.text)).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
    expect((await file('daily', 'day')).status).toBe(200);
  });

  it('original is the file that it was made from, byte for byte', async () => {
    const fit = encodeFit(ride);
    for (const [key, bytes, type, extension] of [
      ['from-fit', fit, 'application/vnd.ant.fit', 'fit'],
      ['from-gzip', gzipSync(fit), 'application/gzip', 'gz'],
    ] as const) {
      const raw = {
        id: newId(),
        type: 'activity',
        key,
        part: 'file',
        contentHash: Buffer.alloc(32),
        body: zstdCompressSync(bytes),
      };
      await commitSync(
        api.db,
        commitOf({ ...tenant, connectionId: id }, { records: [storedRide(key, ride, { rawIds: [raw.id] })], raws: [raw] }),
      );
      const answer = await file('activity', key, 'original');
      expect([answer.status, answer.headers['content-type']]).toEqual([200, type]);
      expect(answer.headers['content-disposition']).toBe(`attachment; filename="${key}.${extension}"`);
      expect(answer.bytes.equals(bytes)).toBe(true);
    }
    expect(await file('activity', 'same-a', 'original')).toMatchObject({ status: 404, text: expect.stringContaining('no file') });
  });

  it('raw is what the provider answered, by part, as it came', async () => {
    const detail = '{"watts" : 1.50, "big": 12345678901234567890}';
    const raws = (['detail', 'odd'] as const).map((part) => ({
      id: newId(),
      type: 'activity',
      key: 'from-api',
      part,
      contentHash: Buffer.alloc(32, part),
      body: zstdCompressSync(part === 'detail' ? detail : 'no json'),
    }));
    const records = [storedRide('from-api', ride, { rawIds: raws.map(({ id: raw }) => raw) })];
    await commitSync(api.db, commitOf({ ...tenant, connectionId: id }, { records, raws }));
    const answer = await file('activity', 'from-api', 'raw');
    expect([answer.status, answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
      200,
      'application/json; charset=utf-8',
      'attachment; filename="from-api-raw.json"',
    ]);
    expect(answer.text).toBe(`{"detail":${detail},"odd":"${Buffer.from('no json').toString('base64')}"}`);
    expect((await file('activity', 'same-a', 'raw')).status).toBe(404);
  });

  it('is refused for what is not there, deleted, no activity or no format', async () => {
    expect((await file('activity', 'none')).status).toBe(404);
    expect((await file('activity', 'gone')).status).toBe(404);
    expect(await file('daily', 'day', 'fit')).toMatchObject({ status: 400, text: expect.stringContaining('json only') });
    expect((await file('activity', 'same-a', 'kml')).status).toBe(400);
    expect((await file('steps', 'same-a')).status).toBe(400);
    const other = await apiTenant(api);
    const url = `/environments/${other.devId}/connections/${id}/records`;
    expect((await api.admin('GET', url)).status).toBe(404);
    expect((await api.admin('GET', `${url}/activity/same-a/file`)).status).toBe(404);
  });
});
