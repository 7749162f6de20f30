import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getProviderApp } from '../../api/admin/contract/providers.js';
import { insidersConfig } from '../../api/admin/seed.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let sandbox: RunningSandbox;
beforeAll(async () => {
  [api, sandbox] = await Promise.all([startTestApi(), startSandbox({ port: 0, riders: 1, days: 0 })]);
  await api.listen();
  await api.admin('POST', '/environments', { dev_id: 'one' });
  await api.admin('PUT', '/environments/one/providers/INSIDERS', { config: insidersConfig(sandbox.url) });
}, 120_000);
afterAll(async () => {
  await api.close();
  await sandbox.close();
}, 30_000);

const freehub = (line: string) => typed([...line.split(' '), '-e', 'one']);

it('are told to notify, and not to, in one sentence', async () => {
  const at = `${api.url}/hooks/insiders/`;
  const on = await freehub('providers subscribe insiders');
  expect(on).toMatchObject({ code: 0, out: expect.stringContaining(`Insiders notifies one of new data from now on, at ${at}`) });
  expect(on.out.split('\n')).toHaveLength(1);
  expect(getProviderApp.answer.parse(JSON.parse((await freehub('providers subscribe INSIDERS --json')).out)).subscribed).toBe(
    true,
  );
  const off = await freehub('providers unsubscribe Insiders');
  expect(off.out).toBe('Insiders no longer notifies one: its connections are polled from now on.');
});

it('are listed, one whose secrets do not open too, and that one is mended by a new secret', async () => {
  expect((await freehub('providers list')).out).toMatch(/^Insiders +INSIDERS +yes +no .* -$/m);
  // As if it was sealed by a key that is not in the ring; it notified.
  await api.db.query(
    `UPDATE provider_app SET secrets = decode('01026b30', 'hex'), webhook_secrets = decode('01026b30', 'hex'), subscription_id = 's'`,
  );
  const { code, out } = await freehub('providers list');
  expect(code).toBe(0);
  expect(out).toMatch(/^PROVIDER +NAME +SET UP +NOTIFIES +ABOUT +PROBLEM$/m);
  expect(out).toMatch(/^Insiders +INSIDERS +yes +yes .* cannot be opened: .*"k0".*FREEHUB_SECRET_KEYS.*client_secret/m);
  expect(out).toMatch(/^Insiders live +INSIDERS_LIVE +no +no .* -$/m);

  const refused = await freehub('providers set INSIDERS --set client_id=another');
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain('cannot be opened');
  const mended = await freehub('providers set INSIDERS --set client_secret=another-secret-of-mine');
  expect(mended).toMatchObject({ code: 0, err: expect.stringContaining('Turn them on again') });
  expect(mended.out).toContain('providers subscribe INSIDERS');
  const shown = getProviderApp.answer.parse(JSON.parse((await freehub('providers show INSIDERS --json')).out));
  expect(shown).toMatchObject({ config: { client_secret: 'anot***' }, config_problem: null, subscribed: false });

  await api.db.query(`UPDATE provider_app SET provider = 'PIGEON'`);
  expect((await freehub('providers list')).out).toMatch(/^PIGEON +PIGEON +yes +no +- .*knows no provider "PIGEON"/m);
});
