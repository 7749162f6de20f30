import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectionId, type EnvironmentId, asId } from '../../../../model/ids.js';
import { storeCredential } from '../../../../store/connections/credentials.js';
import { KeyRing } from '../../../../store/secrets/key-ring.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { insidersConfig, seedConnection, seedRide } from '../seed.fixture.js';

let api: TestApi;
let one: unknown;
let id: ConnectionId;
let at = '';
let n = 0;
beforeAll(async () => {
  api = await startTestApi();
  for (const dev_id of ['one', 'two']) {
    const { body } = await api.admin('POST', '/environments', { dev_id });
    if (dev_id === 'one') one = body['id'];
    await api.admin('PUT', `/environments/${dev_id}/providers/INSIDERS`, { config: insidersConfig('http://127.0.0.1:1') });
  }
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  id = await seedConnection(api.db, one, { referenceId: `ref-${n++}` });
  at = `/environments/one/connections/${id}`;
});

describe('connections', () => {
  it('are listed by reference, provider and state, page by page', async () => {
    expect((await api.admin('GET', `/environments/one/connections?reference_id=ref-${n - 1}`)).body).toMatchObject({
      items: [{ id, reference_id: `ref-${n - 1}`, state: 'active' }],
      next: null,
    });
    const newer = await seedConnection(api.db, one);
    const page = await api.admin('GET', '/environments/one/connections?provider=INSIDERS&state=active&limit=1');
    expect(page.body).toMatchObject({ items: [{ id: newer }], next: newer });
    expect((await api.admin('GET', `/environments/one/connections?limit=1&after=${newer}`)).body).toMatchObject({
      items: [{ id }],
    });
    expect((await api.admin('GET', '/environments/one/connections?state=paused')).body).toMatchObject({ items: [] });
    expect((await api.admin('GET', '/environments/two/connections')).body).toMatchObject({ items: [] });
    expect((await api.admin('GET', `/environments/one/connections/${id.toUpperCase()}`)).body).toMatchObject({ id });
    expect((await api.admin('GET', '/environments/one/connections?state=asleep')).body).toMatchObject({
      errors: [{ field: 'state' }],
    });
  });

  it('show their access, coverage and records, and no token', async () => {
    await seedRide(api.db, one, id, { key: 'ride-1', startedAt: '2026-05-01T10:00:00.000000+02:00' });
    const expiry = Date.parse('2026-06-01T00:00:00Z');
    await storeCredential(
      api.db,
      KeyRing.of([{ id: 'k', key: Buffer.alloc(32, 1) }]),
      { environmentId: asId<EnvironmentId>(String(one)), connectionId: id },
      { accessToken: 'the-access-token', refreshToken: null, accessExpiresAtMs: expiry, scopes: [] },
      expiry,
    );
    const { body } = await api.admin('GET', at);
    expect(body).toMatchObject({
      credential: { access_expires_at: '2026-06-01T00:00:00.000Z', refusals: 0 },
      coverage: [{ type: 'activity', days: 1, first_day: '2026-05-01', last_day: '2026-05-01' }],
      records: [{ type: 'activity', count: 1, deleted: 0, newest_at: '2026-05-01T08:00:00.000Z' }],
      pending_notices: 0,
    });
    expect(JSON.stringify(body)).not.toContain('the-access-token');
  });

  it('sync now, pause and resume', async () => {
    await api.db.query(`UPDATE connection SET next_poll_at = now() + interval '1 day' WHERE id = $1`, [id]);
    expect(await api.admin('POST', `${at}/sync`)).toMatchObject({ status: 202, body: { done: true } });
    expect((await api.db.query(`SELECT 1 FROM connection WHERE id = $1 AND next_poll_at <= now()`, [id])).rowCount).toBe(1);
    expect((await api.admin('POST', `${at}/pause`)).body).toMatchObject({ state: 'paused' });
    expect((await api.admin('POST', `${at}/sync`)).status).toBe(409);
    expect((await api.admin('POST', `${at}/pause`)).status).toBe(409);
    expect((await api.admin('POST', `${at}/resume`)).body).toMatchObject({ state: 'active' });
    // Only the athlete brings back what was withdrawn.
    await api.db.query(`UPDATE connection SET state = 'revoked' WHERE id = $1`, [id]);
    expect((await api.admin('POST', `${at}/resume`)).status).toBe(409);
    expect((await api.admin('GET', '/environments/one/audit?limit=3')).body).toMatchObject({
      items: [
        { action: 'connection.resumed', subject: id },
        { action: 'connection.paused' },
        { action: 'connection.synced_by_hand' },
      ],
    });
  });

  it('are found by what is typed, and name their workflow', async () => {
    const found = async (query: string) => (await api.admin('GET', `/environments/one/connections?${query}`)).body;
    expect(await found(`search=ref-${n - 1}`)).toMatchObject({ items: [{ id, reference_id: `ref-${n - 1}` }], next: null });
    expect(await found(`search=${id}`)).toMatchObject({ items: [{ id }] });
    expect(await found(`search=user-${id.slice(0, -1)}&state=active&provider=INSIDERS`)).toMatchObject({ items: [{ id }] });
    expect(await found(`search=${id}&state=paused`)).toMatchObject({ items: [] });
    expect(await found('search=%00')).toMatchObject({ errors: [{ field: 'search' }] });
    expect((await api.admin('GET', `/environments/one/connections?after=x`)).status).toBe(400);
    expect((await api.admin('GET', `/environments/two/connections?search=${id}`)).body).toMatchObject({ items: [] });
    expect((await api.admin('GET', at)).body).toHaveProperty('workflow_url');
  });

  it('disconnect: everything goes, the audit stays', async () => {
    await seedRide(api.db, one, id, { key: 'ride-2', startedAt: '2026-05-01T10:00:00.000000+02:00' });
    expect((await api.admin('DELETE', at)).body).toEqual({ done: true });
    expect((await api.admin('GET', at)).status).toBe(404);
    expect((await api.db.query(`SELECT 1 FROM record WHERE connection_id = $1`, [id])).rowCount).toBe(0);
    expect((await api.admin('GET', '/environments/one/audit?limit=1')).body).toMatchObject({
      items: [{ action: 'connection.disconnected', subject: id, actor: 'admin' }],
    });
  });

  it('of another environment are not there', async () => {
    const elsewhere = `/environments/two/connections/${id}`;
    const answers = await Promise.all([
      api.admin('GET', elsewhere),
      api.admin('DELETE', elsewhere),
      ...['sync', 'pause', 'resume'].map((verb) => api.admin('POST', `${elsewhere}/${verb}`)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await api.admin('GET', at)).body).toMatchObject({ state: 'active' });
  });
});
