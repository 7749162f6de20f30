import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LINK_STEP_SECONDS, type LinkOwner, PayloadLinks } from '../../../activities/deliver/payload-links.js';
import { encodeBundle } from '../../../formats/fhir/bundle.js';
import { encodeFit } from '../../../formats/fit/encode-recording.js';
import { recordingWith } from '../../../formats/recording/recording.fixture.js';
import { newId } from '../../../model/ids.js';
import { makeConnection, makeTenant, type Tenant } from '../../../store/store.fixture.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { dropExpiredPayloads } from '../../../store/payloads.js';
import { eraseConnection } from '../../../store/connections/lifecycle.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';

let api: TestApi;
let links: PayloadLinks;
let tenant: Tenant;
const body = Buffer.from(JSON.stringify({ type: 'activity', data: ['ü'.repeat(5_000)] }));
beforeAll(async () => {
  api = await startTestApi();
  links = new PayloadLinks(api.db, api.app.get(KeyRing), '');
  tenant = await makeTenant(api.db);
}, 120_000);
afterAll(() => api.close(), 30_000);

const link = async (connectionId: LinkOwner['connectionId'] = null, seconds = 300, sinceMs = Date.now()) =>
  (await links.to({ environmentId: tenant.environmentId, connectionId, sinceMs }, body, seconds)).url;
const fetched = async (url: string) => {
  const answer = await api.app.inject({ method: 'GET', url });
  return [answer.statusCode, answer.headers['content-type'], answer.payload];
};

describe('a link to a payload', () => {
  it('gives the event as it is, to whoever holds it, as often as asked', async () => {
    const url = await link();
    for (let turn = 0; turn < 2; turn += 1) expect(await fetched(url)).toEqual([200, 'application/json', body.toString()]);
  });

  it('is the same at every try of a delivery, and opens as long as was asked', async () => {
    const week = 7 * 86_400;
    const sinceMs = Date.now() - (LINK_STEP_SECONDS / 2) * 1000;
    const first = await link(null, week, sinceMs);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await link(null, week, sinceMs)).toBe(first);
    const expires = (url: string) => Number(new URL(url, 'http://x').searchParams.get('expires')) - Date.now() / 1000;
    expect(expires(first)).toBeGreaterThan(week);
    expect(expires(first)).toBeLessThanOrEqual(week + LINK_STEP_SECONDS);
    // Just before a step it goes on to the next.
    expect(expires(await link(null, week, Date.now() - (LINK_STEP_SECONDS - 200) * 1000))).toBeGreaterThan(week);
    // A short link lives at most twice as long as was asked.
    expect(expires(await link(null, 300, sinceMs))).toBeLessThanOrEqual(600);
  });

  it.each([
    ['application/vnd.ant.fit', encodeFit(recordingWith())],
    [
      'application/fhir+json',
      encodeBundle({ resourceType: 'Bundle', type: 'collection', timestamp: '2026-05-01T00:00:00Z', entry: [] }),
    ],
    ['application/json', Buffer.from('{}')],
  ])('says of a file that it is %s', async (type, bytes) => {
    const owner = { environmentId: tenant.environmentId, connectionId: null, sinceMs: Date.now() };
    const { url } = await links.to(owner, bytes, 300);
    const answer = await api.app.inject({ method: 'GET', url });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type]);
    expect(answer.rawPayload.equals(bytes)).toBe(true);
  });

  it('is kept once for the same body', async () => {
    await Promise.all([link(), link(), link()]);
    const { rows } = await api.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM payload WHERE environment_id = $1 AND hash = $2`,
      [tenant.environmentId, hash('sha256', body, 'buffer')],
    );
    expect(rows[0]?.n).toBe(1);
  });

  it.each<[string, (url: string) => string, number]>([
    ['a changed time', (url) => url.replace(/expires=\d+/, 'expires=9999999999'), 401],
    ['a changed signature', (url) => url.replace(/signature=.{4}/, 'signature=AAAA'), 401],
    ['another key', (url) => url.replace(/key=[^&]+/, 'key=other'), 401],
    ['another environment', (url) => url.replace(/payloads\/[^/]+/, `payloads/${newId()}`), 401],
    ['another body', (url) => url.replace(/[0-9a-f]{64}/, 'a'.repeat(64)), 401],
    ['no signature', (url) => url.split('?')[0] ?? '', 400],
    ['a hash that is none', (url) => url.replace(/[0-9a-f]{64}/, 'nothing'), 400],
    ['a time in another form', (url) => url.replace(/expires=(\d+)/, 'expires=$1.0'), 400],
    ['a time with a zero before', (url) => url.replace('expires=', 'expires=0'), 400],
    ['a signature in another form', (url) => url.replace(/(signature=[^&]+)/, '$1='), 400],
    ['two signatures', (url) => `${url}&signature=x`, 400],
  ])('does not open with %s', async (_, change, status) => {
    const [answered, type] = await fetched(change(await link()));
    expect([answered, type]).toEqual([status, expect.stringContaining('application/problem+json')]);
  });

  it('closes when its time is over, or its user is erased', async () => {
    const old = await link(null, -61, Date.now() - 61_000);
    expect((await fetched(old))[0]).toBe(404);
    const connectionId = await makeConnection(api.db, tenant);
    await api.db.query(`DELETE FROM payload`);
    const url = await link(connectionId);
    await eraseConnection(api.db, connectionId);
    expect((await fetched(url))[0]).toBe(404);
  });

  it('is swept away after that', async () => {
    const url = await link();
    await api.db.query(`UPDATE payload SET expires_at = now() - interval '1 second'`);
    expect(await dropExpiredPayloads(api.db)).toBe(1);
    expect((await fetched(url))[0]).toBe(404);
  });
});
