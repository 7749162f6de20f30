import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rideOf, storedRide } from '../../../../activities/convert/ride.fixture.js';
import type { FhirBundle } from '../../../../formats/fhir/resources.js';
import { brokenRules } from '../../../../formats/fhir/testing/rules.js';
import { decodeFit } from '../../../../formats/fit/decode/decode.js';
import { type ConnectionId, newId } from '../../../../model/ids.js';
import { commitOf, makeConnection, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

const DAY_MICROS = 86_400_000_000;
const FIT = 'application/vnd.ant.fit';
const FHIR = 'application/fhir+json';
const first = rideOf(250);
let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let secret: string;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant);
  secret = newId();
  const raw = { id: newId(), type: 'activity', key: 'monday', part: 'detail', contentHash: hash('sha256', secret, 'buffer') };
  await commitSync(
    api.db,
    commitOf(
      { ...tenant, connectionId: id },
      {
        records: [
          storedRide('monday', first, { rawIds: [raw.id] }),
          storedRide('tuesday "1"', { ...first, startMicros: first.startMicros + DAY_MICROS }),
          storedRide('twin', { ...first, startMicros: first.startMicros + DAY_MICROS + 3_600_000_000, device: null }),
        ],
        raws: [{ ...raw, body: zstdCompressSync(Buffer.from(secret)) }],
        covered: { type: 'activity', firstDay: '2026-09-20', lastDay: '2026-10-10' },
      },
    ),
  );
}, 120_000);
afterAll(() => api.close(), 30_000);

const get = async (accept: string, query: Readonly<Record<string, string>>, base = '/v2') => {
  const url = `${base}/activity?${new URLSearchParams({ user_id: id, ...query }).toString()}`;
  const answer = await api.app.inject({ method: 'GET', url, headers: { ...tenant.headers, accept } });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload, text: answer.payload };
};
const MONDAY = { start_date: '2026-09-30', end_date: '2026-10-01' };
const TUESDAY = { start_date: '2026-10-01', end_date: '2026-10-02' };
const BOTH = { start_date: '2026-09-30', end_date: '2026-10-02' };
const bundleOf = (text: string): FhirBundle => JSON.parse(text) as FhirBundle;

describe('Accept: application/vnd.ant.fit', () => {
  it.each(['/v2', '/api/v2'])('gives the one activity of the range, samples and all, at %s', async (base) => {
    const { status, headers, bytes } = await get(FIT, MONDAY, base);
    expect([status, headers['content-type']]).toEqual([200, FIT]);
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename="monday.fit"',
      vary: 'Accept',
      'x-terra-ratelimit-limit': '6000',
    });
    const [ride] = decodeFit(bytes);
    expect(ride?.startMicros).toBe(first.startMicros);
    expect(ride?.samples.channels.heartRateBpm).toEqual(first.samples.channels.heartRateBpm);
  });

  it('says which ones there are when there are several, and takes one by its id', async () => {
    const several = await get(FIT, TUESDAY);
    expect([several.status, several.text]).toEqual([
      409,
      expect.stringMatching(/twin, tuesday .*summary_id|summary_id.*twin, tuesday/),
    ]);
    const one = await get(FIT, { ...TUESDAY, summary_id: 'tuesday "1"' });
    expect([one.status, one.headers['content-disposition']]).toEqual([200, 'attachment; filename="tuesday__1_.fit"']);
    expect((await get(FIT, { ...MONDAY, summary_id: 'twin' })).status).toBe(404);
  });

  it('is 404 where there is none, and 400 over 28 days', async () => {
    expect(await get(FIT, { start_date: '2026-09-28', end_date: '2026-09-29' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('no activity in this range'),
    });
    for (const accept of [FIT, FHIR])
      expect(await get(accept, { start_date: '2026-09-01', end_date: '2026-10-01' })).toMatchObject({
        status: 400,
        headers: { 'content-type': expect.stringContaining('application/problem+json') },
        text: expect.stringContaining('28 days'),
      });
  });
});

describe('Accept: application/fhir+json', () => {
  it('gives all of the range in one Bundle: Patient and Device once, every rule kept', async () => {
    const { status, headers, text } = await get(FHIR, BOTH);
    expect([status, headers['content-type']]).toEqual([200, 'application/fhir+json; charset=utf-8']);
    const bundle = bundleOf(text);
    expect(bundle.type).toBe('collection');
    expect(brokenRules(bundle)).toEqual([]);
    const types = bundle.entry.map(({ resource }) => resource?.resourceType);
    const count = (type: string): number => types.filter((each) => each === type).length;
    expect([count('Patient'), count('Device'), count('Provenance')]).toEqual([1, 2, 3]);
    expect(text).toContain(hash('sha256', secret));
    expect((await get(FHIR, BOTH)).text).toBe(text);
  });

  it('gives one of them by its id, and the Patient alone where there is nothing', async () => {
    const one = bundleOf((await get(FHIR, { ...BOTH, summary_id: 'twin' })).text);
    expect(one.entry.filter(({ resource }) => resource?.resourceType === 'Provenance')).toHaveLength(1);
    const none = await get(FHIR, { start_date: '2026-09-28', end_date: '2026-09-29' });
    expect(bundleOf(none.text).entry.map(({ resource }) => resource?.resourceType)).toEqual(['Patient']);
    expect((await get(FHIR, { ...MONDAY, summary_id: 'none' })).status).toBe(404);
  });

  it('tells of an activity that FHIR cannot hold in its place', async () => {
    const odd = Buffer.from('{"metadata":{"summary_id":"odd"}}');
    const record = write('odd', 'odd', {
      startTime: '2026-10-05T08:00:00+00:00',
      endTime: '2026-10-05T09:00:00+00:00',
      body: zstdCompressSync(odd),
      bodyBytes: odd.length,
    });
    await commitSync(api.db, commitOf({ ...tenant, connectionId: id }, { records: [record] }));
    const day = { start_date: '2026-10-05', end_date: '2026-10-06' };
    const { status, text } = await get(FHIR, day);
    expect(status).toBe(200);
    expect(bundleOf(text).entry.at(-1)?.resource).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', diagnostics: expect.stringMatching(/odd.*TERRA_SHAPE/) }],
    });
    expect(await get(FIT, day)).toMatchObject({ status: 400, text: expect.stringContaining('unknown shape') });
  });
});

it.each(['*/*', 'application/json', 'text/csv', 'application/json, text/plain, */*', 'application/fhir+json;q=0.2, */*'])(
  'Accept: %s gets JSON as ever, and by events when that is asked for',
  async (accept) => {
    const { status, headers, text } = await get(accept, { ...MONDAY, to_webhook: 'false', summary_id: 'twin' });
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect([headers['vary'], headers['content-disposition']]).toEqual([undefined, undefined]);
    expect(JSON.parse(text)).toMatchObject({ type: 'activity', data: [{ metadata: { summary_id: 'monday' } }] });
    expect(JSON.parse((await get(accept, MONDAY)).text)).toMatchObject({ status: 'success', reference: expect.any(String) });
  },
);

it('is in the document of the API', async () => {
  const { body } = await api.call('GET', '/v2/openapi.json');
  const paths = body['paths'] as Record<
    string,
    { get: { parameters: { name: string }[]; responses: Record<string, { content: object }> } }
  >;
  const operation = paths['/v2/activity']?.get;
  expect(Object.keys(operation?.responses['200']?.content ?? {})).toEqual(['application/json', FHIR, FIT]);
  expect(operation?.parameters.map(({ name }) => name)).toContain('summary_id');
});
