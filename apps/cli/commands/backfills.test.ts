import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type BackfillId, type ConnectionId, asId } from '../../../model/ids.js';
import { claimWindow, countRecords, finishWindow, planWindows } from '../../../store/backfill/windows.js';
import { commitOf, makeConnection, write } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { createBackfill, getBackfill, listBackfillWindows } from '../../api/admin/contract/backfills.js';
import { type ApiTenant, apiTenant } from '../../api/tenant.fixture.js';
import { typed } from '../cli.fixture.js';

const RANGE = '--start 2026-01-01 --end 2026-03-02';
let api: TestApi;
let tenant: ApiTenant;
let riders: Readonly<Record<'anna' | 'andy' | 'ben', ConnectionId>>;
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
  tenant = await apiTenant(api);
  const rider = (referenceId: string): Promise<ConnectionId> => makeConnection(api.db, tenant, { referenceId });
  riders = { anna: await rider('anna'), andy: await rider('andy'), ben: await rider('ben') };
  await commitSync(api.db, commitOf({ ...tenant, connectionId: riders.anna }, { records: [write('ride', 'x')] }));
  await api.db.query(`UPDATE connection SET created_at = '2026-01-15', state = 'paused' WHERE id = $1`, [riders.andy]);
}, 120_000);
afterAll(() => api.close(), 30_000);

const freehub = (line: string, environment = ['-e', tenant.devId]) => typed([...line.split(' '), ...environment]);

/** Whom it would pull for. */
const users = async (filter: string): Promise<number> =>
  createBackfill.answer.parse(JSON.parse((await freehub(`backfill start ${RANGE} ${filter} --dry-run --json`)).out)).users;

/** Started, and as far as its windows are planned. */
async function started(options: string): Promise<BackfillId> {
  const { code, out } = await freehub(`backfill start ${RANGE} ${options} --json`);
  expect(code).toBe(0);
  const id = asId<BackfillId>(createBackfill.answer.parse(JSON.parse(out)).backfill?.id ?? '');
  await planWindows(api.db, id, 30, ['activity']);
  return id;
}

it('counts whom each filter finds, and all of them together', async () => {
  expect(await users('--all')).toBe(3);
  expect(await users('--search an')).toBe(2);
  expect(await users('--search nobody')).toBe(0);
  expect(await users('--state paused')).toBe(1);
  expect(await users('--state paused --state active')).toBe(3);
  expect(await users('--connected-since 2026-01-16')).toBe(2);
  expect(await users('--without-records')).toBe(2);
  expect(await users('--search an --without-records --state paused')).toBe(1);
  expect(await users('--search an --without-records --state active')).toBe(0);
  expect(await users(`--user ben --user ${riders.anna}`)).toBe(2);
  expect(await users('--reference ben')).toBe(1);
});

it('says what it would pull, and of whom it cannot', async () => {
  const { code, out } = await freehub(`backfill start ${RANGE} --search an --dry-run`);
  expect(code).toBe(0);
  expect(out).toMatch(/^Would pull 2 users, about \d+ windows, at least \d+ requests.*; 1 user cannot be pulled now\.$/);
  expect((await freehub('backfill list')).out).toMatch(/^No backfill yet/);
});

it('starts one for those that match, and keeps the filter', async () => {
  const id = await started('--search an --without-records');
  expect(getBackfill.answer.parse(JSON.parse((await freehub(`backfill show ${id} --json`)).out))).toMatchObject({
    connection_ids: null,
    filter: { search: 'an', without_records: true },
    start: '2026-01-01T00:00:00.000Z',
    end: '2026-03-02T00:00:00.000Z',
    windows: { total: 2 },
  });
  expect(await claimWindow(api.db, id, 1_000)).toMatchObject({ connectionId: riders.andy });
});

it('refuses what it does not understand, and starts nothing', async () => {
  const before = (await freehub('backfill list')).out;
  const refused = async (options: string): Promise<string> => {
    const { code, err } = await freehub(`backfill start ${options}`);
    expect(code).not.toBe(0);
    return err;
  };
  expect(await refused('--days 30')).toContain('say for whom: --user');
  expect(await refused('--all')).toContain('say from when: --start');
  expect(await refused(`${RANGE} --days 30 --all`)).toContain('say from when: --start');
  expect(await refused('--days many --all')).toContain('--days must be a number');
  expect(await refused(`${RANGE} --state gone`)).toContain('--state: must be active, paused or reauthorize');
  expect(await refused(`${RANGE} --all --search an`)).toContain('exactly one');
  expect(await refused(`${RANGE} --connected-since soon`)).toContain('must be a time such as');
  expect(await refused(`${RANGE} --search nobody`)).toContain('no connection to Insiders');
  expect(await refused(`${RANGE} --user nobody`)).toContain('nobody');
  expect((await freehub('backfill list')).out).toBe(before);
});

it('lists windows by their state, newest range first, page by page', async () => {
  const id = await started('--user anna --user ben');
  const claim = async () => {
    const window = await claimWindow(api.db, id, 60_000);
    if (!window) throw new Error('no window to claim');
    return window;
  };
  const [failed, done] = [await claim(), await claim()];
  await finishWindow(api.db, {
    id: failed.id,
    state: 'failed',
    problem: { kind: 'missing', message: 'the connection is revoked' },
  });
  await finishWindow(api.db, { id: done.id, state: 'done', problem: null });
  await countRecords(api.db, done.id, { found: 3, changed: 2 });

  const all = await freehub(`backfill windows ${id}`);
  expect(all).toMatchObject({ code: 0, err: '' });
  const [head, ...lines] = all.out.split('\n');
  expect(head).toMatch(/^FROM +TO +TYPE +USER +STATE +TRIES +FOUND +CHANGED +PROBLEM$/);
  expect(lines).toHaveLength(4);
  const firsts = lines.map((line) => line.slice(0, 10));
  expect(firsts).toEqual(firsts.toSorted().reverse());
  expect((await freehub(`backfill windows ${id} --state failed`)).out).toMatch(
    /\n2026-\S+ +2026-03-02 +activity +(anna|ben) +failed +\d+ +0 +0 +the connection is revoked$/,
  );
  expect((await freehub(`backfill windows ${id} --state done`)).out).toMatch(/ (anna|ben) +done +\d+ +3 +2 +-$/);
  expect((await freehub(`backfill windows ${id} --state lost`)).err).toContain('--state: must be pending, done or failed');

  const first = await freehub(`backfill windows ${id} --limit 3`);
  const after = /\n\nMore: --after (\S+)$/.exec(first.out)?.[1] ?? '';
  const second = await freehub(`backfill windows ${id} --limit 3 --after ${after}`);
  expect([...first.out.split('\n').slice(1, 4), ...second.out.split('\n').slice(1)].map(wordsOf)).toEqual(lines.map(wordsOf));
  const json = await freehub(`backfill windows ${id} --state pending --json`);
  expect(listBackfillWindows.answer.parse(JSON.parse(json.out)).items).toHaveLength(2);
});

it('says that a backfill without windows has none yet', async () => {
  const { out } = await freehub(`backfill start ${RANGE} --user ben --json`);
  const id = createBackfill.answer.parse(JSON.parse(out)).backfill?.id ?? '';
  expect((await freehub(`backfill windows ${id}`)).out).toContain('a backfill that is planned has none yet');
});

it('tells how far back each provider goes', async () => {
  expect((await freehub('providers kinds', [])).out).toMatch(/^Insiders \(INSIDERS\): .*\nHistory: no limit\n/);
});

/** A line of a table without its widths. */
const wordsOf = (line: string): string => line.replaceAll(/ +/g, ' ');
