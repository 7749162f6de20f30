import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commitOf, makeConnection, makeDestination, write } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../api/tenant.fixture.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
  tenant = await apiTenant(api);
  await makeDestination(api.db, tenant);
  const connectionId = await makeConnection(api.db, tenant, { referenceId: 'anna' });
  await makeConnection(api.db, tenant, { referenceId: 'bert' });
  await commitSync(
    api.db,
    commitOf(
      { ...tenant, connectionId },
      { records: [write('ride', 'x')], covered: { type: 'activity', firstDay: '2026-05-01', lastDay: '2026-05-01' } },
    ),
  );
}, 120_000);
afterAll(() => api.close(), 30_000);

const freehub = (line: string, answer: boolean | null = null) => typed([...line.split(' '), '-e', tenant.devId], answer);

it('shows how the environment does', async () => {
  const { code, out } = await freehub('overview');
  expect(code).toBe(0);
  expect(out).toContain('2 active');
  expect(out).toContain('1 rides, 0 delivered');
  expect(out).toContain('Nothing needs you.');
  expect(JSON.parse((await freehub('overview --json')).out)).toMatchObject({ connections: { active: 2 } });
});

it('finds connections, tells their story and shows what was fetched', async () => {
  expect((await freehub('connections list --search an')).out).toContain('anna');
  expect((await freehub('connections list --search an')).out).not.toContain('bert');
  const story = await freehub('connections story anna');
  expect(story.out).toContain('An activity of 1 May 2026 came in');
  expect((await freehub('connections story anna --kind operator')).out).toBe('Nothing of that kind has happened.');
  const first = await freehub('connections story anna --limit 1');
  const next = /--after (\S+)/.exec(first.out)?.[1] ?? '';
  expect((await freehub(`connections story anna --limit 1 --after ${next}`)).out).not.toBe(first.out);
  const coverage = await freehub('connections coverage anna --from 2026-04-30 --to 2026-05-02');
  expect(coverage.out).toMatch(/2026-05-01 +activity +1/);
});

it('moves many, says what it would do, and asks before it disconnects', async () => {
  expect((await freehub('connections bulk pause --search anna --dry-run')).out).toBe('1 would be paused.');
  expect((await freehub('connections bulk pause --all')).out).toBe('2 paused.');
  expect((await freehub('connections bulk sync --all')).out).toContain('Left alone');
  expect((await freehub('connections bulk resume --state paused')).out).toBe('2 resumed.');
  expect(await freehub('connections bulk pause')).toMatchObject({ code: 1, err: expect.stringContaining('--all') });
  expect(await freehub('connections bulk erase --all')).toMatchObject({ code: 1, err: expect.stringContaining('disconnect') });
  const refused = await freehub('connections bulk disconnect --search bert', false);
  expect(refused).toMatchObject({ code: 1, asked: [expect.stringContaining('1 connections')] });
  expect((await freehub('connections bulk disconnect --search bert --yes')).out).toBe('1 disconnected.');
});
