import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commitOf, makeConnection, write } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../api/tenant.fixture.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let user = '';
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
  tenant = await apiTenant(api);
  const connectionId = await makeConnection(api.db, tenant);
  const metadata = {
    summary_id: 'ride',
    type: 8,
    upload_type: 1,
    start_time: '2026-05-01T10:00:00Z',
    end_time: '2026-05-01T11:00:00Z',
  };
  const ride = write('ride', 'x', { summary: Buffer.from(JSON.stringify({ metadata })) });
  await commitSync(api.db, commitOf({ ...tenant, connectionId }, { records: [ride] }));
  user = connectionId;
}, 120_000);
afterAll(() => api.close(), 30_000);

const freehub = (line: string, answer: boolean | null = null) => typed([...line.split(' '), '-e', tenant.devId], answer);
const deleted = async (): Promise<unknown> => {
  const { items } = JSON.parse((await freehub(`records list ${user} --json`)).out) as { items: { deleted: boolean }[] };
  return items.map((one) => one.deleted);
};

it('shows what all users recorded, and one record', async () => {
  const recent = await freehub('records recent --since 2026-05-01 --until 2026-05-02');
  expect(recent).toMatchObject({ code: 0, err: '' });
  expect(recent.out).toMatch(/START .*\n.*2026-05-01.*ride .*Running .*1:00:00/);
  expect((await freehub('records recent --type sleep')).out).toContain('Nothing is stored that matches.');
  expect((await freehub(`records recent --user ${user} --json`)).out).toContain('"key": "ride"');
  const one = await freehub(`records show ${user} ride`);
  expect(one).toMatchObject({ code: 0, out: expect.stringContaining('Files: json, fit') });
  expect((await freehub(`records show ${user} none`)).err).toContain('no activity "none"');
});

it('asks before it deletes a record, where somebody can answer', async () => {
  const refused = await freehub(`records delete ${user} ride --type activity`, false);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('nothing was deleted') });
  expect(refused.asked).toEqual([expect.stringContaining('activity "ride"')]);
  expect(await deleted()).toEqual([false]);
  const done = await freehub(`records delete ${user} ride --yes`, false);
  expect(done).toMatchObject({ code: 0, asked: [], out: expect.stringContaining('Deleted') });
  expect(await deleted()).toEqual([true]);
});

it('says what cannot be deleted', async () => {
  expect(await freehub(`records delete ${user} none`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('no activity "none"'),
  });
  expect((await freehub(`records delete ${user} ride --type steps`)).err).toContain('--type');
});
