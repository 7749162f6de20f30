import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type RunningSandbox, startSandbox } from '../../../sandbox/server.js';
import { insidersConfig } from '../seed.fixture.js';
import { LIVE, MANAGER, liveConfig } from './live.fixture.js';

let api: TestApi;
let sandbox: RunningSandbox;
let at = '';
let n = 0;
const device = z.object({ id: z.string(), device_id: z.string(), serial_number: z.string() });
let first: z.infer<typeof device>;
let second: z.infer<typeof device>;
const items = (body: Readonly<Record<string, unknown>>) => body['items'] as readonly Readonly<Record<string, unknown>>[];

beforeAll(async () => {
  [api, sandbox] = await Promise.all([startTestApi(), startSandbox({ port: 0, riders: 2, days: 0, limits: null })]);
}, 120_000);
afterAll(async () => {
  await api.close();
  await sandbox.close();
});
beforeEach(async () => {
  const environment = `live-${n++}`;
  await api.admin('POST', '/environments', { dev_id: environment });
  at = `/environments/${environment}/providers/${LIVE}`;
  await api.admin('PUT', at, { config: liveConfig(sandbox.url) });
  await api.admin('PUT', `/environments/${environment}/providers/INSIDERS`, { config: insidersConfig(sandbox.url) });
  expect(await api.admin('POST', `${at}/manager-login`, MANAGER)).toMatchObject({
    status: 200,
    body: { devices: 2, manager: { state: 'active', problem: null } },
  });
  [second, first] = z.tuple([device, device]).parse(items((await api.admin('GET', `${at}/devices`)).body));
});
const assign = (more: object) =>
  api.admin('POST', `${at}/assignments`, { device: first.serial_number, from: '2026-01-01', ...more });
const load = (lines: readonly string[], dry_run = false) =>
  api.admin('POST', `${at}/assignments/import`, { csv: `serial_number,reference_id,from,to\n${lines.join('\n')}\n`, dry_run });
const environmentOf = (): string => at.split('/')[2] ?? '';

describe('the manager’s login', () => {
  it('keeps no password and shows no token; it is asked for in the audit only by name', async () => {
    const everything = [
      await api.admin('GET', `${at}/manager`),
      await api.admin('GET', `/environments/${environmentOf()}/audit`),
      (await api.db.query(`SELECT m::text FROM manager_account m`)).rows,
    ];
    expect(JSON.stringify(everything)).not.toContain(MANAGER.password);
    expect(JSON.stringify(everything)).not.toMatch(/access_token|accessToken/);
    expect(JSON.stringify(everything[1])).toContain('manager.logged_in');
  });

  it('with a wrong password, or of an athlete, is told as the operator’s matter', async () => {
    const wrong = await api.admin('POST', `${at}/manager-login`, { ...MANAGER, password: 'wrong' });
    expect([wrong.status, wrong.headers['content-type']]).toEqual([422, expect.stringContaining('application/problem+json')]);
    expect(wrong.body['detail']).toContain('username and password');
    expect((await api.admin('POST', `${at}/manager-login`, { ...MANAGER, username: 'athlete-1' })).status).toBe(422);
    expect((await api.admin('POST', `${at}/manager-login`, { username: 'manager' })).body).toMatchObject({
      errors: [{ field: 'password' }],
    });
    expect((await api.admin('GET', `${at}/manager`)).body).toMatchObject({ state: 'active' });
  });

  it('is for providers that have managers, where they are set up', async () => {
    const others = `/environments/${environmentOf()}/providers/INSIDERS`;
    expect((await api.admin('POST', `${others}/manager-login`, MANAGER)).status).toBe(409);
    await api.admin('POST', '/environments', { dev_id: `bare-${n}` });
    const bare = `/environments/bare-${n}/providers/${LIVE}`;
    expect((await api.admin('POST', `${bare}/manager-login`, MANAGER)).status).toBe(404);
    await api.admin('PUT', bare, { config: liveConfig(sandbox.url) });
    expect((await api.admin('GET', `${bare}/devices`)).body['detail']).toContain('freehub devices login');
  });

  it('is shown, with its devices, where secrets do not open; those of the provider are given anew, tokens by a login', async () => {
    // As if they were sealed by a key that is not in the ring.
    const gone = `decode('01026b30', 'hex')`;
    await api.db.query(`UPDATE manager_account SET tokens = ${gone}, revision = revision + 1`);
    const locked = await api.admin('POST', `${at}/devices/refresh`);
    expect(locked).toMatchObject({ status: 422, body: { detail: expect.stringContaining('FREEHUB_SECRET_KEYS') } });
    await api.db.query(`UPDATE provider_app SET secrets = ${gone}, config_revision = config_revision + 1`);
    expect(await api.admin('GET', `${at}/manager`)).toMatchObject({ status: 200, body: { state: 'active' } });
    for (const list of ['devices', 'assignments']) expect((await api.admin('GET', `${at}/${list}`)).status).toBe(200);
    expect((await api.admin('POST', `${at}/manager-login`, MANAGER)).status).toBe(422);
    expect((await api.admin('PUT', at, { config: liveConfig(sandbox.url) })).body).toMatchObject({ config_problem: null });
    expect((await api.admin('POST', `${at}/manager-login`, MANAGER)).status).toBe(200);
    expect((await api.admin('POST', `${at}/devices/refresh`)).body).toMatchObject({ devices: 2 });
  });

  it('is offered to no athlete', async () => {
    const link = await api.admin('POST', `/environments/${environmentOf()}/connect-links`, { providers: [LIVE] });
    expect(link).toMatchObject({ status: 400, body: { detail: expect.stringContaining('assigns its devices') } });
  });

  it('that was refused is told by its state; devices are not asked for before the next login', async () => {
    await api.db.query(
      `UPDATE manager_account SET state = 'reauthorize' WHERE environment_id IN (SELECT id FROM environment WHERE dev_id = $1)`,
      [environmentOf()],
    );
    expect(await api.admin('POST', `${at}/devices/refresh`)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('freehub devices login') },
    });
    await api.admin('POST', `${at}/manager-login`, MANAGER);
    expect(await api.admin('POST', `${at}/devices/refresh`)).toMatchObject({ status: 200, body: { devices: 2, new: 0 } });
  });
});

describe('assigning a device', () => {
  it('to a new reference makes an ordinary user, with its auth event', async () => {
    const made = await assign({ reference_id: 'anna', to: '2026-02-01T12:00:00+01:00' });
    expect(made).toMatchObject({
      status: 201,
      body: {
        new_athlete: true,
        assignment: {
          reference_id: 'anna',
          from: '2026-01-01T00:00:00.000Z',
          to: '2026-02-01T11:00:00.000Z',
          device: { id: first.id },
        },
      },
    });
    const user = String((made.body['assignment'] as Record<string, unknown>)['user_id']);
    expect((await api.admin('GET', `/environments/${environmentOf()}/connections/${user}`)).body).toMatchObject({
      provider: LIVE,
      reference_id: 'anna',
      state: 'active',
      credential: null,
    });
    expect((await api.db.query(`SELECT type FROM event WHERE connection_id = $1`, [user])).rows).toEqual([{ type: 'auth' }]);
    const backfill = await api.admin('GET', `/environments/${environmentOf()}/backfills/${String(made.body['backfill_id'])}`);
    expect(backfill.body).toMatchObject({ provider: LIVE, connection_ids: [user], types: ['activity'] });
    // By the user's id from now on, and on the other device.
    const again = await assign({ user_id: user, device: second.device_id, from: '2026-03-01' });
    expect(again.body).toMatchObject({ new_athlete: false, assignment: { user_id: user } });
  });

  it('in a time that another athlete has is refused, with what to do', async () => {
    await assign({ reference_id: 'anna' });
    const taken = await assign({ reference_id: 'ben', from: '2026-02-01' });
    expect([taken.status, taken.headers['content-type']]).toEqual([409, expect.stringContaining('application/problem+json')]);
    expect(taken.body['detail']).toMatch(/assigned to anna from 2026-01-01.*until further notice.*end or delete/);
    const { rows } = await api.db.query(`SELECT 1 FROM connection WHERE reference_id = 'ben'`);
    expect(rows).toEqual([]);
  });

  it('is ended, corrected, given to another and undone', async () => {
    const { body } = await assign({ reference_id: 'anna' });
    const id = String((body['assignment'] as Record<string, unknown>)['id']);
    const ended = await api.admin('PATCH', `${at}/assignments/${id}`, { to: '2026-01-02' });
    expect(ended.body).toMatchObject({ assignment: { to: '2026-01-02T00:00:00.000Z' } });
    expect((await api.admin('PATCH', `${at}/assignments/${id}`, { reference_id: 'ben', to: null })).body).toMatchObject({
      assignment: { reference_id: 'ben', to: null },
    });
    expect((await api.admin('PATCH', `${at}/assignments/${id}`, { to: '2025-12-31' })).status).toBe(400);
    expect((await api.admin('DELETE', `${at}/assignments/${id}`)).body).toMatchObject({ done: true });
    expect((await api.admin('DELETE', `${at}/assignments/${id}`)).status).toBe(404);
    const audit = items((await api.admin('GET', `/environments/${environmentOf()}/audit?limit=50`)).body);
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'assignment.made',
        'assignment.changed',
        'assignment.removed',
        'connection.connected',
        'backfill.started',
      ]),
    );
  });

  it('is listed by device, athlete and moment; another environment sees and changes nothing', async () => {
    const { body } = await assign({ reference_id: 'anna', to: '2026-02-01' });
    await assign({ reference_id: 'ben', from: '2026-02-01' });
    const who = async (query: string) =>
      items((await api.admin('GET', `${at}/assignments?${query}`)).body).map((one) => one['reference_id']);
    expect(await who('')).toEqual(['ben', 'anna']);
    expect(await who('at=2026-01-15')).toEqual(['anna']);
    expect(await who(`reference_id=ben&device=${first.serial_number}`)).toEqual(['ben']);
    expect(await who(`device=${second.id}`)).toEqual([]);
    expect(items((await api.admin('GET', `${at}/devices?serial_number=${first.serial_number}`)).body)).toMatchObject([
      { id: first.id, worn_by: { reference_id: 'ben' } },
    ]);
    const mine = at;
    await api.admin('POST', '/environments', { dev_id: `other-${n}` });
    at = `/environments/other-${n}/providers/${LIVE}`;
    await api.admin('PUT', at, { config: liveConfig(sandbox.url) });
    await api.admin('POST', `${at}/manager-login`, MANAGER);
    expect(await who('')).toEqual([]);
    const id = String((body['assignment'] as Record<string, unknown>)['id']);
    expect((await api.admin('PATCH', `${at}/assignments/${id}`, { to: null })).status).toBe(404);
    expect((await api.admin('DELETE', `${at}/assignments/${id}`)).status).toBe(404);
    const theirs = await assign({ device: first.id, reference_id: 'anna' });
    expect(theirs.status).toBe(404);
    at = mine;
  });

  it('says what is wrong with the input', async () => {
    for (const [wrong, field] of [
      [{}, 'reference_id'],
      [{ reference_id: 'a', user_id: first.id }, 'reference_id'],
      [{ reference_id: 'a', from: 'yesterday' }, 'from'],
      [{ reference_id: 'a', from: '1000-01-01' }, 'from'],
      [{ reference_id: 'a\0' }, 'reference_id'],
      [{ reference_id: 'a', colour: 'red' }, 'colour'],
    ] as const)
      expect((await assign(wrong)).body).toMatchObject({ errors: [{ field }] });
    expect((await assign({ device: 'nobody', reference_id: 'a' })).status).toBe(404);
    expect((await assign({ user_id: first.id })).status).toBe(404);
    expect((await assign({ reference_id: 'a', to: '2025-01-01' })).status).toBe(400);
  });
});

describe('a CSV file', () => {
  it('assigns all its rows, and again changes nothing; a dry run says the same and does nothing', async () => {
    const lines = [
      `${first.serial_number},anna,2026-01-01,2026-01-02T12:00:00Z`,
      `${first.serial_number},ben,2026-01-02T12:00:00Z,`,
      `${second.serial_number},"carl, jr",2026-01-01,`,
    ];
    const counts = { rows: 3, made: 3, changed: 0, unchanged: 0, new_athletes: 3, errors: [] };
    expect((await load(lines, true)).body).toMatchObject({ ...counts, dry_run: true, backfill_id: null });
    expect(items((await api.admin('GET', `${at}/assignments`)).body)).toEqual([]);
    const done = await load(lines);
    expect(done.body).toMatchObject({ ...counts, dry_run: false, backfill_id: expect.any(String) });
    expect((await load(lines)).body).toMatchObject({ made: 0, changed: 0, unchanged: 3, new_athletes: 0, backfill_id: null });
    expect(items((await api.admin('GET', `${at}/assignments`)).body)).toHaveLength(3);
  });

  it('hands a device over, whatever the order of its rows', async () => {
    await load([`${first.serial_number},anna,2026-01-01,`]);
    const handed = [
      `${first.serial_number},ben,2026-01-02T12:00:00+02:00,`,
      `${first.serial_number},anna,2026-01-01,2026-01-02T12:00:00+02:00`,
    ];
    expect((await load(handed)).body).toMatchObject({ made: 1, changed: 1 });
  });

  it('with faults is taken not at all, and each row at fault is named', async () => {
    await load([`${first.serial_number},anna,2026-01-01,`]);
    const lines = [
      `${second.serial_number},anna,2026-01-01,`,
      'NOWHERE,ben,2026-01-01,',
      `${first.serial_number},ben,2026-02-01,`,
      `${second.serial_number},,2026-02-01,`,
      `${second.serial_number},ben,at noon,`,
      `${second.serial_number},ben,2025-02-01,2025-01-01`,
    ];
    const tried = await load(lines, true);
    expect(tried.body['errors']).toMatchObject([
      { row: 3, kind: 'missing', message: expect.stringContaining('NOWHERE') },
      { row: 4, kind: 'conflict', message: expect.stringContaining('anna from 2026-01-01') },
      { row: 5, kind: 'payload', message: expect.stringContaining('reference_id') },
      { row: 6, kind: 'payload', message: expect.stringContaining('with its offset') },
      { row: 7, kind: 'payload', message: expect.stringContaining('after from') },
    ]);
    const refused = await load(lines);
    expect([refused.status, refused.headers['content-type']]).toEqual([400, expect.stringContaining('application/problem+json')]);
    expect((refused.body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual([
      'row 3',
      'row 4',
      'row 5',
      'row 6',
      'row 7',
    ]);
    expect(items((await api.admin('GET', `${at}/assignments`)).body)).toHaveLength(1);
  });

  it('that names two devices in a row, or more values than columns, is taken not at all', async () => {
    const csv = (...rows: readonly string[]) => ({ csv: `serial_number,device_id,reference_id,from,to\n${rows.join('\n')}\n` });
    const both = `${first.serial_number},${second.device_id},anna,2026-01-01,`;
    const much = `${first.serial_number},${first.device_id},anna,2026-01-01,2026-01-02,extra`;
    const tried = await api.admin('POST', `${at}/assignments/import`, { ...csv(both, much), dry_run: true });
    expect(tried.body).toMatchObject({
      made: 0,
      new_athletes: 0,
      errors: [
        { row: 2, kind: 'payload', message: expect.stringContaining('names two devices') },
        { row: 3, kind: 'payload', message: expect.stringContaining('"extra"') },
      ],
    });
    expect((await api.admin('POST', `${at}/assignments/import`, csv(both))).status).toBe(400);
    expect(items((await api.admin('GET', `${at}/assignments`)).body)).toEqual([]);
    const same = `${first.serial_number},${first.device_id},anna,2026-01-01,,`;
    const byId = `${second.device_id},${second.device_id},ben,2026-01-01,`;
    expect((await api.admin('POST', `${at}/assignments/import`, csv(same, byId))).body).toMatchObject({ rows: 2, made: 2 });
  });

  it('whose rows contradict each other names the other row, and no assignment that nobody can find', async () => {
    const messages = async (lines: readonly string[]) =>
      (await load(lines, true)).body['errors'] as readonly { row: number; kind: string; message: string }[];
    const overlapping = [`${first.serial_number},dan,2026-01-01,2026-01-05`, `${first.serial_number},eve,2026-01-04,`];
    const [fault] = await messages(overlapping);
    expect(fault).toMatchObject({
      row: 3,
      kind: 'conflict',
      message: expect.stringContaining('row 2 of this file (dan from 2026'),
    });
    expect(fault?.message).not.toContain('assignment');
    await load([`${first.serial_number},dan,2026-01-01,2026-01-02`]);
    expect(await messages(overlapping)).toMatchObject([{ row: 3, message: expect.stringContaining('row 2 of this file') }]);
    const ends = ['2026-01-03', '2026-01-05'].map((to) => `${first.serial_number},dan,2026-01-01,${to}`);
    expect(await messages(ends)).toMatchObject([
      { row: 3, kind: 'conflict', message: expect.stringContaining('row 2 of this file') },
    ]);
    const twice = [ends[0] ?? '', ends[0] ?? ''];
    expect((await load(twice)).body).toMatchObject({ made: 0, changed: 1, unchanged: 1 });
  });

  it('that is empty is told so in words', async () => {
    for (const csv of ['', ' \n'])
      expect(await api.admin('POST', `${at}/assignments/import`, { csv })).toMatchObject({
        status: 400,
        body: { detail: expect.stringMatching(/csv: .*first line must name the columns/) },
      });
    const long = await api.admin('POST', `${at}/assignments/import`, { csv: 'x'.repeat(1_000_001) });
    expect(long.body['detail']).toContain('import it in parts');
  });

  it('may come from a spreadsheet, and is told what it lacks', async () => {
    const sheet = `\uFEFFDevice_ID;Reference_ID;From;To\r\n${first.device_id};anna;2026-01-01;\r\n;;;\r\n`;
    expect((await api.admin('POST', `${at}/assignments/import`, { csv: sheet })).body).toMatchObject({ rows: 1, made: 1 });
    for (const csv of ['serial,who\n1,2', '"open', 'from,from\n1,2'])
      expect(await api.admin('POST', `${at}/assignments/import`, { csv })).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('csv:') },
      });
  });
});
