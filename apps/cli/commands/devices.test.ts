import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { liveConfig } from '../../api/admin/devices/live.fixture.js';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let sandbox: RunningSandbox;
let folder = '';
beforeAll(async () => {
  [api, sandbox, folder] = await Promise.all([
    startTestApi(),
    startSandbox({ port: 0, riders: 2, days: 0, limits: null }),
    mkdtemp(join(tmpdir(), 'freehub-cli-')),
  ]);
  await api.listen();
  await api.admin('POST', '/environments', { dev_id: 'club' });
}, 120_000);
afterAll(async () => {
  await api.close();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const freehub = (line: string) => typed(line.split(' '));
const file = async (name: string, content: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};
const serials = async (): Promise<readonly string[]> => {
  const { items } = JSON.parse((await freehub('devices list --json')).out) as { items: { serial_number: string }[] };
  return items.map((one) => one.serial_number);
};

describe('freehub devices', () => {
  it('says what is missing, step by step, until a manager is logged in', async () => {
    expect((await freehub('devices list')).err).toContain('freehub providers set INSIDERS_LIVE');
    const config = await file('live.json', JSON.stringify(liveConfig(sandbox.url)));
    const set = await freehub(`providers set INSIDERS_LIVE --config ${config}`);
    expect([set.code, set.out]).toEqual([0, expect.stringContaining('freehub devices login')]);
    expect(set.out).not.toContain('redirect');
    expect((await freehub('devices list')).err).toContain('freehub devices login');
    expect((await freehub('devices login --username manager')).err).toContain('--password-file');
    const wrong = await freehub(`devices login --username manager --password-file ${await file('wrong', 'no\n')}`);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('username and password')]);
    const right = await freehub(`devices login --username manager --password-file ${await file('right', 'sandbox-password\n')}`);
    expect(right.out).toContain('2 device(s)');
    expect((await freehub('devices manager')).out).toMatch(/state +active/);
    expect((await freehub('devices list --refresh')).out).toContain('SERIAL NUMBER');
  });

  it('assigns, shows, ends and undoes', async () => {
    const [serial = ''] = await serials();
    const made = await freehub(`devices assign ${serial} anna --from 2026-01-01`);
    expect(made.out).toMatch(/anna .*until further notice\nA new user: .*\nLooks at the past: `freehub backfill show/);
    expect((await freehub(`devices assign ${serial} ben --from now`)).err).toContain('assigned to anna');
    expect((await freehub(`devices assign ${serial} ben --from noon`)).code).toBe(1);
    expect((await freehub(`devices assign ${serial} ben`)).err).toContain('--from');
    expect((await freehub(`devices list --serial ${serial}`)).out).toContain('anna');
    expect((await freehub(`devices unassign ${serial} --at 2026-02-01T12:00:00Z`)).out).toContain('2026-02-01T12:00:00.000Z');
    expect((await freehub(`devices unassign ${serial}`)).err).toContain('nobody wore');
    const listed = JSON.parse((await freehub('devices assignments --reference anna --json')).out) as { items: { id: string }[] };
    expect((await freehub(`devices unassign ${listed.items[0]?.id} --delete`)).out).toContain('Undone');
    expect((await freehub('devices assignments')).out).toContain('Nobody wears anything');
  });

  it('corrects a hand-over: first room is made, then it is filled', async () => {
    const [serial = ''] = await serials();
    const idOf = async (reference: string) => {
      const { items } = JSON.parse((await freehub(`devices assignments --reference ${reference} --json`)).out) as {
        items: { id: string; to: string | null; user_id: string }[];
      };
      return items[0] ?? { id: '', to: '', user_id: '' };
    };
    await freehub(`devices assign ${serial} hand --from 2026-05-01T08:00:00Z --to 2026-05-01T12:00:00Z`);
    await freehub(`devices assign ${serial} over --from 2026-05-01T12:00:00Z`);
    const [hand, over] = [await idOf('hand'), await idOf('over')];
    expect((await freehub(`devices unassign ${hand.id} --at 2026-05-01T13:00:00Z`)).err).toContain('assigned to over');
    expect((await freehub(`devices unassign ${over.id} --delete`)).code).toBe(0);
    expect((await freehub(`devices unassign ${hand.id} --at 2026-05-01T13:00:00Z`)).code).toBe(0);
    expect((await freehub(`devices assign ${serial} over --from 2026-05-01T13:00:00Z`)).code).toBe(0);
    expect((await freehub(`devices unassign ${serial} --at 2026-05-01T09:00:00Z`)).code).toBe(0);
    expect([(await idOf('hand')).to, (await idOf('over')).to]).toEqual(['2026-05-01T09:00:00.000Z', null]);
    const day = { metadata: { start_time: '2026-05-01T00:00:00Z', end_time: '2026-05-02T00:00:00Z' } };
    const uploaded = await freehub(`records upload hand --type body --file ${await file('day.json', JSON.stringify(day))}`);
    expect(uploaded.out).toContain('Stored 1');
    for (const name of ['hand', 'over']) await freehub(`devices unassign ${(await idOf(name)).id} --delete`);
  });

  it('imports a file: seen first, then as a whole', async () => {
    const [one = '', two = ''] = await serials();
    const header = 'serial_number,reference_id,from,to';
    const good = await file(
      'good.csv',
      `${header}\n${one},anna,2026-01-01,2026-01-02\n${one},ben,2026-01-02,\n${two},carl,2026-01-01,\n`,
    );
    expect((await freehub(`devices import ${good} --dry-run`)).out).toContain(
      'Would make 3, change 0, leave 0 of 3 rows; new athletes: 2',
    );
    expect((await freehub('devices assignments')).out).toContain('Nobody wears anything');
    expect((await freehub(`devices import ${good}`)).out).toContain('Made 3, change 0, leave 0 of 3 rows');
    expect((await freehub(`devices import ${good}`)).out).toContain('Made 0, change 0, leave 3');
    const bad = await file('bad.csv', `${header}\n${one},dora,2026-03-01,\nNOWHERE,dora,2026-03-01,\n`);
    const refused = await freehub(`devices import ${bad}`);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('2 row(s) are at fault: nothing was changed')]);
    expect(refused.out).toMatch(/Row 2: the device is assigned to ben.*\nRow 3: device: .*NOWHERE/);
    expect((await freehub(`devices import ${join(folder, 'none.csv')}`)).err).toContain('cannot be read');
    expect((await freehub(`devices import ${await file('empty.csv', '')}`)).err).toContain('csv: is empty');
  });

  it('helps', async () => {
    for (const name of ['login', 'list', 'assign', 'unassign', 'import', 'assignments', 'manager'])
      expect((await freehub('devices --help')).out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect((await freehub('devices import --help')).out).toContain('--dry-run');
  });
});
