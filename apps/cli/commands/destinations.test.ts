import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getDestination } from '../../api/admin/contract/destinations.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../api/tenant.fixture.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
  tenant = await apiTenant(api);
  for (const name of ['fine', 'locked'])
    await api.admin('POST', `/environments/${tenant.devId}/destinations`, {
      kind: 'webhook',
      name,
      config: { url: 'http://127.0.0.1:1/hook', signing_secret: 'a-signing-secret-of-mine' },
    });
  await api.db.query(
    `INSERT INTO delivery (environment_id, destination_id, event_id, type, state)
     SELECT environment_id, id, gen_random_uuid(), 'activity', s FROM destination, unnest(ARRAY['pending', 'dead', 'dead']) s WHERE name = 'fine'`,
  );
  await api.db.query(
    `INSERT INTO attempt (delivery_id, n, environment_id, started_at, duration_ms, ok)
     SELECT id, n, environment_id, now(), 5, n = 3 FROM delivery, generate_series(1, 3) n WHERE state = 'dead'`,
  );
}, 120_000);
afterAll(() => api.close(), 30_000);

const freehub = (line: string) => typed([...line.split(' '), '-e', tenant.devId]);

it('are listed with their figures, one whose secrets do not open too, and that one is mended by a new secret', async () => {
  // As if it was sealed by a key that is not in the ring.
  await api.db.query(`UPDATE destination SET secrets = decode('01026b30', 'hex') WHERE name = 'locked'`);
  const { code, out } = await freehub('destinations list');
  expect(code).toBe(0);
  expect(out).toMatch(/^NAME +KIND +STATE +CIRCUIT +WAITING +DEAD +SUCCESS /);
  expect(out).toMatch(/^fine +webhook +enabled +closed +1 +2 +33% .* -$/m);
  expect(out).toMatch(/^locked +webhook +enabled +closed +0 +0 +- .* cannot be opened: .*"k0".*FREEHUB_SECRET_KEYS/m);

  const check = await freehub('destinations check locked');
  expect(check.code).not.toBe(0);
  expect(check.err).toContain('cannot be opened');
  const mended = await freehub('destinations update locked --set signing_secret=another-secret-of-mine --no-check');
  expect(mended.code).toBe(0);
  expect(mended.err).toContain('previous_signing_secret');
  const shown = getDestination.answer.parse(JSON.parse((await freehub('destinations show locked --json')).out));
  expect(shown).toMatchObject({ config: { signing_secret: 'anot***' }, config_problem: null });
});
