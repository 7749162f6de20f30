import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { rideOf, storedRide } from '../../../../activities/convert/ride.fixture.js';
import { encodeFit } from '../../../../formats/fit/encode-recording.js';
import { longRide } from '../../../../formats/recording/testing/long-ride.js';
import { samplesAt } from '../../../../formats/recording/recording.fixture.js';
import { NO_TOTALS } from '../../../../formats/recording/recording.js';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { commitOf, makeConnection, write } from '../../../../store/store.fixture.js';
import { type RecordWrite, commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';
import { listStoredRecords } from '../contract/rides.js';

const ODD = 'a/b ü?&#%"\'\\😀';
const SECONDS = Array.from({ length: 61 }, (_, second) => second);
const outside = rideOf(210, {
  name: 'Round the lake',
  totals: { ...NO_TOTALS, elapsedSeconds: 60, distanceMeters: 480, normalizedPowerWatts: 240, intensityFactor: 0.8 },
  samples: samplesAt(SECONDS, {
    heartRateBpm: SECONDS.map((second) => (second < 5 ? null : 140)),
    powerWatts: SECONDS.map((second) => (second < 30 ? 100 : 320)),
    latitudeDegrees: SECONDS.map((second) => 46 + second / 10_000),
    longitudeDegrees: SECONDS.map(() => 7),
  }),
  laps: [
    { startMicros: 0, trigger: 'MANUAL', totals: { ...NO_TOTALS, elapsedSeconds: 30, avgPowerWatts: 100 } },
    { startMicros: 30e6, trigger: null, totals: { ...NO_TOTALS, elapsedSeconds: 30, avgPowerWatts: 320 } },
  ],
});

/** Terra's JSON as somebody may have sent it. */
function sent(key: string, json: object, more: Partial<RecordWrite> = {}): RecordWrite {
  const bytes = Buffer.from(JSON.stringify(json));
  return write(key, key, { summary: bytes, body: zstdCompressSync(bytes), bodyBytes: bytes.length, ...more });
}

let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let second: ConnectionId;
const on = (day: string) => ({ startTime: `${day}T08:00:00+02:00`, endTime: `${day}T09:00:00+02:00` });
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant, { referenceId: 'rider-1' });
  second = await makeConnection(api.db, tenant);
  const commit = (connectionId: ConnectionId, records: RecordWrite[], owner = tenant) =>
    commitSync(api.db, commitOf({ ...owner, connectionId }, { records }));
  await commit(id, [
    storedRide(ODD, outside, on('2026-05-01')),
    storedRide('indoors', rideOf(200), on('2026-05-02')),
    storedRide('long', longRide(), on('2026-05-03')),
    write('gone', 'x', { op: 'delete', ...on('2026-05-04') }),
    write('day', 'x', { type: 'daily', ...on('2026-05-05') }),
    sent('zones', {
      metadata: { name: 7, type: 150 },
      heart_rate_data: {
        summary: {
          avg_hr_bpm: 0,
          user_max_hr_bpm: 200,
          hr_zone_data: [
            { zone: 0, start_percentage: 50, end_percentage: 60, name: 'Easy', duration_seconds: 600 },
            { zone: 1, start_percentage: 60, end_percentage: 70, name: null, duration_seconds: 120 },
            { zone: 2, duration_seconds: null },
          ],
        },
      },
      lap_data: { laps: [{ start_time: null, active_duration_seconds: 9 }, 'no lap'] },
    }),
    sent('no activity inside', { metadata: 1, lap_data: [] }),
    write('no json', 'x', { summary: Buffer.from('{'), body: Buffer.from('no zstd') }),
  ]);
  await commit(second, [storedRide('same-a', rideOf(1), on('2026-05-02')), storedRide('same-b', rideOf(2), on('2026-05-02'))]);
  const other = await apiTenant(api);
  await commit(await makeConnection(api.db, other), [storedRide('of others', outside, on('2026-05-02'))], other);
}, 120_000);
afterAll(() => api.close(), 30_000);

type Listed = z.output<typeof listStoredRecords.answer>;
const list = async (query = '', environment = tenant.devId): Promise<Listed> =>
  listStoredRecords.answer.parse((await api.admin('GET', `/environments/${environment}/records${query}`)).body);
interface Where {
  readonly type?: string;
  readonly user?: string;
  readonly environment?: string;
}
const at = (key: string, { type = 'activity', user = id, environment = tenant.devId }: Where = {}) =>
  `/environments/${environment}/connections/${user}/records/${type}/${encodeURIComponent(key)}`;
const details = (key: string, more: Where = {}) => api.admin('GET', at(key, more));
const series = async (key: string, query = '', headers: Record<string, string> = {}) => {
  const url = `/admin${at(key)}/series${query}`;
  const answer = await api.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${api.adminToken}`, ...headers } });
  const bytes = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(answer.rawPayload) : answer.rawPayload;
  return {
    ...answer,
    status: answer.statusCode,
    wire: answer.rawPayload.length,
    json: JSON.parse(bytes.toString()) as Record<string, (number | null)[] | null>,
  };
};

describe('stored records of an environment', () => {
  it('are the rides of all its users, newest first by their start, with totals', async () => {
    const { items, next } = await list();
    expect(items.map(({ key }) => key)).toEqual([
      'gone',
      'long',
      'indoors',
      'same-a',
      'same-b',
      ...items.slice(5).map(({ key }) => key),
    ]);
    expect(new Set(items.map(({ key }) => key))).toEqual(
      new Set(['gone', 'long', 'indoors', 'same-a', 'same-b', ODD, 'zones', 'no activity inside', 'no json']),
    );
    expect(next).toBeNull();
    const ride = items.find(({ key }) => key === ODD);
    expect(ride).toMatchObject({
      connection_id: id,
      reference_id: 'rider-1',
      provider: 'INSIDERS',
      type: 'activity',
      deleted: false,
      totals: {
        name: 'Round the lake',
        sport: 'Biking',
        duration_seconds: 60,
        distance_meters: 480,
        average_heart_rate_bpm: 140,
        max_power_watts: 320,
      },
    });
    // What cannot be read has no totals, and holds no list up.
    expect(items.find(({ key }) => key === 'no json')).toMatchObject({ totals: null });
    expect(items.find(({ key }) => key === 'gone')).toMatchObject({ deleted: true, totals: null });
    expect(items.find(({ key }) => key === 'zones')).toMatchObject({
      totals: { name: null, sport: 'Gravel Cycling', average_heart_rate_bpm: null },
    });
  });

  it('come page by page, also those of one instant', async () => {
    const whole = (await list()).items.map(({ key }) => key);
    for (const limit of [1, 2, 4]) {
      const seen: unknown[] = [];
      let after: string | null = '';
      while (after !== null) {
        const page: Listed = await list(`?limit=${limit}${after === '' ? '' : `&after=${after}`}`);
        seen.push(...page.items.map(({ key }) => key));
        after = page.next;
      }
      expect(seen).toEqual(whole);
    }
  });

  it('can be narrowed down', async () => {
    const keys = async (query: string) => (await list(query)).items.map(({ key }) => key);
    expect(await keys('?type=daily')).toEqual(['day']);
    expect(await keys(`?connection=${second}`)).toEqual(['same-a', 'same-b']);
    expect(await keys('?since=2026-05-03&until=2026-05-04')).toEqual(['long']);
    expect(await keys('?since=2026-05-03T06:00:00Z&until=2026-05-04T06:00:00Z')).toEqual(['long']);
    expect(await keys('?until=2001-01-01')).toEqual([]);
  });

  it('are refused by what is wrong', async () => {
    const status = async (query: string) => (await api.admin('GET', `/environments/${tenant.devId}/records${query}`)).status;
    const cursor = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64url'));
    for (const query of [
      '?after=x',
      `?after=${cursor(['1', 'no id', 'k'])}`,
      `?after=${cursor(['1', newId(), 'k\0'])}`,
      `?after=${cursor(['1); DROP', newId(), 'k'])}`,
      '?type=steps',
      '?since=yesterday',
      '?limit=0',
    ])
      expect([query, await status(query)]).toEqual([query, 400]);
  });

  it('are nobody else’s', async () => {
    const other = await apiTenant(api);
    expect((await list('', other.devId)).items).toEqual([]);
    expect((await list(`?connection=${id}`, other.devId)).items).toEqual([]);
    expect((await details(ODD, { environment: other.devId })).status).toBe(404);
    expect((await api.admin('GET', `${at(ODD, { environment: other.devId })}/series`)).status).toBe(404);
  });
});

describe('a stored record', () => {
  it('shows totals, laps, and all but its samples', async () => {
    const { status, body } = await details(ODD);
    expect([status, body]).toMatchObject([
      200,
      {
        key: ODD,
        laps: [
          { duration_seconds: 30, average_power_watts: 100, average_heart_rate_bpm: null },
          { duration_seconds: 30, average_power_watts: 320 },
        ],
        json: { metadata: { summary_id: ODD } },
      },
    ]);
    expect(JSON.stringify(body['json'])).not.toContain('power_samples');
  });

  it('has zones of power where its source knew the threshold, and none of the heart rate', async () => {
    const zones = (await details(ODD)).body['zones'] as readonly { name: string; seconds: number }[];
    // 240 W / 0.8 = 300 W: 100 W is recovery, 320 W VO2max.
    expect(zones.filter(({ seconds }) => seconds > 0)).toEqual([
      { of: 'power', name: 'Active recovery', from: 0, to: 168, seconds: 30, is_derived: true },
      { of: 'power', name: 'VO2max', from: 318, to: 363, seconds: 30, is_derived: true },
    ]);
    expect(zones).toHaveLength(7);
    expect((await details('indoors')).body['zones']).toEqual([]);
  });

  it('has the zones that its provider tells', async () => {
    expect((await details('zones')).body['zones']).toEqual([
      { of: 'heart_rate', name: 'Easy', from: 100, to: 120, seconds: 600, is_derived: false },
      { of: 'heart_rate', name: 'Zone 2', from: 120, to: 140, seconds: 120, is_derived: false },
    ]);
    expect((await details('zones')).body['laps']).toMatchObject([
      { duration_seconds: 9, start_time: null },
      { duration_seconds: null },
    ]);
  });

  it('names the files that can be had of it, and those are', async () => {
    const files = async (key: string, type = 'activity') => (await details(key, { type })).body['files'] as readonly string[];
    expect(await files(ODD)).toEqual(['json', 'fit', 'fhir', 'gpx', 'tcx']);
    expect(await files('indoors')).toEqual(['json', 'fit', 'fhir', 'tcx']);
    expect(await files('day', 'daily')).toEqual(['json']);
    expect(await files('gone')).toEqual([]);
    for (const key of [ODD, 'indoors'])
      for (const format of ['json', 'fit', 'fhir', 'gpx', 'tcx', 'raw', 'original']) {
        const answer = await api.app.inject({
          method: 'GET',
          url: `/admin${at(key)}/file?format=${format}`,
          headers: { authorization: `Bearer ${api.adminToken}` },
        });
        expect([key, format, answer.statusCode === 200]).toEqual([key, format, (await files(key)).includes(format)]);
      }
  });

  it('that was made from a file has it', async () => {
    const url = `/admin/environments/${tenant.devId}/connections/${second}/files`;
    const headers = { authorization: `Bearer ${api.adminToken}`, 'content-type': 'application/octet-stream' };
    const payload = gzipSync(encodeFit(rideOf(123)));
    const uploaded = await api.app.inject({ method: 'POST', url, headers, payload });
    const key = uploaded.json<{ activities: { summary_id: string }[] }>().activities[0]?.summary_id ?? '';
    expect((await details(key, { user: second })).body['files']).toContain('original');
    await api.admin('DELETE', at(key, { user: second }));
  });

  it('that was deleted is shown so, without its content', async () => {
    expect((await details('gone')).body).toMatchObject({ deleted: true, totals: null, json: null, laps: [], zones: [] });
    expect((await series('gone')).status).toBe(404);
  });

  it('that cannot be read is shown as far as it can', async () => {
    expect((await details('no activity inside')).body).toMatchObject({ totals: { name: null, distance_meters: null }, laps: [] });
    expect((await series('no activity inside')).status).toBe(400);
    expect((await details('no json')).body).toMatchObject({ totals: null, json: null, zones: [] });
  });

  it('must be there', async () => {
    for (const more of [{ type: 'sleep' }, { user: second }, { user: newId() }])
      expect([more, (await details(ODD, more)).status]).toEqual([more, 404]);
    expect((await details('none')).status).toBe(404);
    expect((await details(ODD, { type: 'steps' })).status).toBe(400);
    expect((await details('a\0')).status).toBe(400);
  });
});

describe('the samples of a ride', () => {
  it('are columns on one axis of time', async () => {
    const { status, json, headers } = await series(ODD);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ vary: expect.stringContaining('accept-encoding') });
    expect(headers['content-encoding']).toBeUndefined();
    expect(json).toMatchObject({ rows: 61, elapsed_seconds: SECONDS, cadence_rpm: null, temperature_celsius: null });
    expect(json['power_watts']?.slice(28, 32)).toEqual([100, 100, 320, 320]);
    expect(json['heart_rate_bpm']?.slice(3, 7)).toEqual([null, null, 140, 140]);
    expect(json['latitude_degrees']?.slice(0, 2)).toEqual([46, 46.0001]);
  });

  it('are small on the wire where the client takes gzip', async () => {
    const zipped = await series('long', '', { 'accept-encoding': 'br, gzip;q=0.5' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.json['elapsed_seconds']).toHaveLength(23_760);
    expect(zipped.wire).toBeLessThan((400_000 / 28_800) * 23_760);
    expect((await series('long', '', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
  });

  it('are thinned out with their peaks', async () => {
    const whole = (await series('long')).json;
    const thin = (await series('long', '?points=1000')).json;
    expect(thin['rows']).toBe(23_760);
    expect(thin['elapsed_seconds']?.length).toBeLessThanOrEqual(1000);
    expect(thin['elapsed_seconds']?.length).toBeGreaterThan(500);
    const numbers = (column: (number | null)[] | null | undefined) => (column ?? []).flatMap((value) => value ?? []);
    for (const name of ['power_watts', 'heart_rate_bpm', 'altitude_meters', 'speed_meters_per_second'])
      for (const peak of [Math.max, Math.min]) expect(peak(...numbers(thin[name]))).toBe(peak(...numbers(whole[name])));
    const times = numbers(thin['elapsed_seconds']);
    expect([times[0], times.at(-1)]).toEqual([0, 23_759]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // Evenly: no gap is wider than two buckets.
    expect(Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0)))).toBeLessThan((2 * 23_760) / (999 / 9));
  });

  it('are those of activities alone', async () => {
    expect((await api.admin('GET', `${at('day', { type: 'daily' })}/series`)).status).toBe(400);
    expect((await series(ODD, '?points=3')).status).toBe(400);
  });
});
