import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  tenant = await apiTenant(api);
}, 120_000);
afterAll(() => api.close());

const make = (path: string) => api.call('POST', path, undefined, tenant.headers);
const open = (token: unknown) => api.app.inject({ method: 'GET', url: `/connect/token/${String(token)}` });
const sessionOf = async (address: unknown) =>
  (
    await api.db.query<Record<string, unknown>>(
      `SELECT environment_id, reference_id, kind, providers FROM auth_session WHERE id = $1`,
      [String(address).split('/').at(-1)],
    )
  ).rows[0];

describe.each(['/v2', '/api/v2'])('a token of %s', (mount) => {
  it('opens one session, once', async () => {
    const { status, body } = await make(`${mount}/auth/generateAuthToken`);
    expect([status, body]).toEqual([200, { status: 'success', token: expect.stringMatching(/^[0-9a-f]{64}$/), expires_in: 180 }]);
    const opened = await open(body['token']);
    expect([opened.statusCode, opened.headers.location]).toEqual([303, expect.stringContaining('/connect/')]);
    expect(await sessionOf(opened.headers.location)).toEqual({
      environment_id: tenant.environmentId,
      reference_id: null,
      kind: 'widget',
      providers: ['INSIDERS'],
    });
    const again = await open(body['token']);
    expect([again.statusCode, again.headers['content-type']]).toEqual([410, expect.stringContaining('text/html')]);
  });

  it('is not used up by one who only looks', async () => {
    const { body } = await make(`${mount}/auth/generateAuthToken`);
    const looked = await api.app.inject({ method: 'HEAD', url: `/connect/token/${String(body['token'])}` });
    expect([looked.statusCode, looked.headers.location]).toEqual([200, undefined]);
    expect((await open(body['token'])).statusCode).toBe(303);
  });

  it('carries the reference that it was made for', async () => {
    const { body } = await make(`${mount}/auth/tokens?reference_id=anna`);
    expect(await sessionOf((await open(body['token'])).headers.location)).toMatchObject({ reference_id: 'anna' });
  });
});

describe('a token', () => {
  it('is kept as its hash, for three minutes', async () => {
    const { body } = await make('/v2/auth/generateAuthToken');
    const { rows } = await api.db.query<{ row: string; seconds: number }>(
      `SELECT t::text AS row, extract(epoch FROM expires_at - created_at)::int AS seconds FROM auth_token t WHERE used_at IS NULL`,
    );
    expect(rows.map(({ seconds }) => seconds)).toEqual([180]);
    expect(JSON.stringify(rows)).not.toContain(String(body['token']));
    await api.db.query(`UPDATE auth_token SET expires_at = now()`);
    expect((await open(body['token'])).statusCode).toBe(410);
  });

  it('that was never made opens nothing', async () => {
    for (const token of ['x', '0'.repeat(64), 'A'.repeat(64), '%00', '..%2f']) expect((await open(token)).statusCode).toBe(410);
  });

  it('needs a key, and a reference that can be stored', async () => {
    expect((await api.call('POST', '/v2/auth/generateAuthToken')).status).toBe(401);
    for (const reference of ['a%00b', 'x'.repeat(301), 'a&reference_id=b'])
      expect((await make(`/v2/auth/tokens?reference_id=${reference}`)).status).toBe(400);
    expect((await make('/v2/auth/tokens')).status).toBe(200);
  });
});
