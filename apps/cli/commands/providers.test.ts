import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getProviderApp } from '../../api/admin/contract/providers.js';
import { insidersConfig } from '../../api/admin/seed.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { runCli } from '../program.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
  await api.admin('POST', '/environments', { dev_id: 'one' });
  await api.admin('PUT', '/environments/one/providers/INSIDERS', { config: insidersConfig() });
}, 120_000);
afterAll(() => api.close(), 30_000);

async function freehub(line: string) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli([...line.split(' '), '-e', 'one'], {
    env: process.env,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    draw: null,
    confirm: null,
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

it('are listed, one whose secrets do not open too, and that one is mended by a new secret', async () => {
  expect((await freehub('providers list')).out).toMatch(/^INSIDERS +yes +no .* -$/m);
  // As if it was sealed by a key that is not in the ring; it notified.
  await api.db.query(
    `UPDATE provider_app SET secrets = decode('01026b30', 'hex'), webhook_secrets = decode('01026b30', 'hex'), subscription_id = 's'`,
  );
  const { code, out } = await freehub('providers list');
  expect(code).toBe(0);
  expect(out).toMatch(/^PROVIDER +SET UP +NOTIFIES +ABOUT +PROBLEM$/m);
  expect(out).toMatch(/^INSIDERS +yes +yes .* cannot be opened: .*"k0".*FREEHUB_SECRET_KEYS.*client_secret/m);
  expect(out).toMatch(/^INSIDERS_LIVE +no +no .* -$/m);

  const refused = await freehub('providers set INSIDERS --set client_id=another');
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain('cannot be opened');
  const mended = await freehub('providers set INSIDERS --set client_secret=another-secret-of-mine');
  expect(mended).toMatchObject({ code: 0, err: expect.stringContaining('Turn them on again') });
  expect(mended.out).toContain('providers subscribe INSIDERS');
  const shown = getProviderApp.answer.parse(JSON.parse((await freehub('providers show INSIDERS --json')).out));
  expect(shown).toMatchObject({ config: { client_secret: 'anot***' }, config_problem: null, subscribed: false });

  await api.db.query(`UPDATE provider_app SET provider = 'PIGEON'`);
  expect((await freehub('providers list')).out).toMatch(/^PIGEON +yes +no +- .*knows no provider "PIGEON"/m);
});
