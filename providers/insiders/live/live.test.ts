import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../../apps/sandbox/server.js';
import { Problem } from '../../../model/problem.js';
import { activitySchema } from '../../../model/terra/activity/activity.js';
import type { Assignment, HeldItem, ItemRef } from '../../kit/items.js';
import type { ListPage, ListQuery } from '../../kit/provider.js';
import { plainIo } from '../../kit/testing/plain-io.js';
import { readRows } from './normalize/rows.js';
import { EVER, kind, LiveRig, MANAGER, managerOf } from './sandbox.fixture.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function problemOf(work: () => unknown): Promise<Problem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('no Problem was thrown');
}

const locatorOf = (ref: ItemRef) =>
  JSON.parse(ref.locator ?? '') as { range: HeldItem['range']; blocks: HeldItem['range'][]; deviceId: string };

describe('Insiders live', () => {
  let rig: LiveRig;
  let day = 0;
  beforeAll(async () => {
    rig = await LiveRig.open(await startSandbox({ port: 0, riders: 3, days: 0, limits: null }), { samples_per_page: 10_000 });
  });
  afterAll(() => rig.close());

  /** A morning that no other test uses. */
  const morning = (): number => Date.UTC(2026, 1, 1 + 7 * day++, 8);
  const iso = (ms: number): string => new Date(ms).toISOString();
  const wears = (range: Assignment['range'] = EVER, deviceId = rig.device): Assignment => ({ deviceId, range });
  const list = (startMs: number, more: Partial<ListQuery> = {}): Promise<ListPage> =>
    rig.bound.list(
      rig.tokens.accessToken,
      {
        type: 'activity',
        by: 'changed',
        range: { startMs: startMs - HOUR, endMs: startMs + 6 * HOUR },
        cursor: null,
        assignments: [wears()],
        held: [],
        ...more,
      },
      rig.io,
    );
  const heldOf = ({ refs }: ListPage): HeldItem[] => refs.map((ref) => ({ id: ref.id, range: locatorOf(ref).range }));
  const only = ({ refs }: ListPage): ItemRef => {
    const [ref, ...others] = refs;
    if (ref === undefined || others.length > 0) throw new Error(`${refs.length} sessions instead of one`);
    return ref;
  };
  const recordOf = async (ref: ItemRef) => {
    const pulled = await rig.bound.fetch(rig.tokens.accessToken, ref, rig.io);
    if ('gone' in pulled) throw new Error('it is gone');
    const record = kind.normalize(ref, pulled.parts);
    return { pulled, record, activity: activitySchema.parse(JSON.parse(Buffer.from(record.body).toString())) };
  };

  test('the manager logs in once; the password is not in what is kept, nor in a Problem', async () => {
    const manager = managerOf(rig.bound);
    const { tokens, identity } = await manager.login(MANAGER, rig.io);
    expect(identity).toEqual({ providerUserId: '1', scopes: ['all'] });
    expect(JSON.stringify(tokens)).not.toContain(MANAGER.password);
    const wrong = await problemOf(() => manager.login({ ...MANAGER, password: 'not-this-one' }, rig.io));
    expect(wrong).toMatchObject({ kind: 'auth', code: 'invalid_grant' });
    expect(JSON.stringify(wrong)).not.toContain('not-this-one');
    const stranger = kind.bind({ ...rig.config, client_secret: 'no' });
    expect(await problemOf(() => managerOf(stranger).login(MANAGER, rig.io))).toMatchObject({
      kind: 'config',
      code: 'invalid_client',
    });
    expect(await problemOf(() => manager.login({ ...MANAGER, username: 'athlete-1' }, rig.io))).toMatchObject({
      kind: 'config',
      code: 'NOT_MANAGER',
    });
  });

  test('refresh tokens rotate; an old one is refused when its successor was used', async () => {
    const { tokens } = await managerOf(rig.bound).login(MANAGER, rig.io);
    const second = await rig.bound.refresh(tokens, rig.io);
    expect(second.refreshToken).not.toBe(tokens.refreshToken);
    expect((await rig.bound.refresh(tokens, rig.io)).refreshToken).toBe(second.refreshToken);
    const third = await rig.bound.refresh(second, rig.io);
    expect(await rig.bound.identify(third.accessToken, rig.io)).toBe('1');
    expect((await problemOf(() => rig.bound.refresh(tokens, rig.io))).kind).toBe('auth');
  });

  test('devices are listed with name and serial number', async () => {
    const { devices, cursor } = await managerOf(rig.bound).devices(rig.tokens.accessToken, null, rig.io);
    expect(cursor).toBeNull();
    expect(devices).toHaveLength(3);
    expect(devices[0]).toMatchObject({ id: rig.device, name: 'Recorder 1' });
    expect(devices[0]?.serialNumber).toMatch(/^SBX\d{6}$/);
  });

  test('a ride becomes a record at 1 Hz with derived totals, 10 Hz kept raw, in several pages', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 60, startedAt: iso(startMs), shape: 'standard' });
    const { pulled, record, activity } = await recordOf(only(await list(startMs)));
    const pages = pulled.parts.filter(({ part }) => part.startsWith('samples-'));
    expect(pages.map(({ bytes }) => readRows(bytes, [], () => undefined).rows)).toEqual([10_000, 10_000, 10_000, 6_000]);
    expect(record).toMatchObject({ providerRevision: HOUR, startTime: activity.metadata.start_time });
    expect(Date.parse(record.endTime) - Date.parse(record.startTime)).toBe(HOUR);
    expect(activity.heart_rate_data?.detailed.hr_samples).toHaveLength(3600);
    expect(activity.position_data?.position_samples).toHaveLength(3600);
    expect(activity.power_data?.power_samples).toHaveLength(3600);
    expect(activity.metadata).toMatchObject({ type: 4, upload_type: 1 });
    expect(activity.device_data).toMatchObject({ name: 'Recorder 1' });
    expect(activity.calories_data?.total_burned_calories).toBeNull();
    expect(activity.distance_data?.summary.distance_meters).toBeGreaterThan(10_000);
    expect(activity.freehub?.derived).toEqual(
      expect.arrayContaining([
        'distance_data.summary.distance_meters',
        'heart_rate_data.summary.avg_hr_bpm',
        'work_data.work_kilojoules',
      ]),
    );
    expect(activity.freehub?.findings).toBeUndefined();
  });

  test('samples out of order and twice give the same record', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 30, startedAt: iso(startMs) });
    const ref = only(await list(startMs));
    const { record } = await recordOf(ref);
    await rig.control.control('POST', '/faults', { name: 'shuffled_samples' });
    const shuffled = await recordOf(ref);
    await rig.control.control('DELETE', '/faults');
    expect(shuffled.pulled.parts[1]?.bytes).not.toEqual(record.body);
    expect(Buffer.from(shuffled.record.body).equals(Buffer.from(record.body))).toBe(true);
    const backwards = kind.normalize(ref, [...shuffled.pulled.parts].reverse());
    expect(Buffer.from(backwards.body).equals(Buffer.from(record.body))).toBe(true);
  });

  test('a late upload in the middle is an update of the same record; an unchanged session keeps its revision', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 90, startedAt: iso(startMs), shape: 'mixed', hold: [{ fromSecond: 1200, toSecond: 3600 }] });
    const early = await list(startMs);
    expect(early.refs).toHaveLength(2);
    expect((await list(startMs, { held: heldOf(early) })).refs).toEqual(early.refs);
    await rig.control.control('POST', `/devices/${rig.device}/release`);
    const whole = await list(startMs, { held: heldOf(early) });
    const ref = only(whole);
    expect(ref.id).toBe(early.refs[0]?.id);
    expect(whole.obsolete).toEqual([early.refs[1]?.id]);
    expect(ref.revision).toBeGreaterThan((early.refs[0]?.revision ?? 0) + (early.refs[1]?.revision ?? 0));
  });

  test('a late first block keeps the id of the record that we hold', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 40, startedAt: iso(startMs), hold: [{ fromSecond: 0, toSecond: 900 }] });
    const early = await list(startMs);
    await rig.control.control('POST', `/devices/${rig.device}/release`);
    const whole = await list(startMs, { held: heldOf(early) });
    expect(only(whole).id).toBe(only(early).id);
    expect(whole.obsolete).toBeUndefined();
  });

  test('a ride in progress is told when it has not grown for a while', async () => {
    const device = rig.devices[1] ?? '';
    const now = Date.now();
    const ask = (closeMinutes: number) =>
      kind.bind({ ...rig.config, close_after_minutes: closeMinutes }).list(
        rig.tokens.accessToken,
        {
          type: 'activity',
          by: 'changed',
          range: { startMs: now - 24 * HOUR, endMs: now },
          cursor: null,
          assignments: [wears(EVER, device)],
          held: [],
        },
        rig.io,
      );
    await rig.ride({ minutes: 60, startedAt: iso(now - 30 * MINUTE) }, device);
    expect((await ask(15)).refs).toEqual([]);
    const growing = only(await ask(0));
    expect(locatorOf(growing).range.endMs).toBeLessThanOrEqual(Date.now());
  });

  test('a session is cut where the device is handed over: nobody gets the samples of another', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 60, startedAt: iso(startMs) });
    const borderMs = startMs + 20 * MINUTE + 350;
    const before = only(await list(startMs, { assignments: [wears({ ...EVER, endMs: borderMs })] }));
    const after = only(await list(startMs, { assignments: [wears({ ...EVER, startMs: borderMs })] }));
    expect(before.id).not.toBe(after.id);
    const [first, second] = [await recordOf(before), await recordOf(after)];
    const last = first.activity.movement_data?.speed_samples?.at(-1);
    expect(Date.parse(last?.timestamp ?? '')).toBeLessThan(borderMs);
    expect(Date.parse(first.record.endTime)).toBe(borderMs);
    expect(Date.parse(second.record.startTime)).toBe(borderMs);
  });

  test('a record of a time that is not the athlete’s any more is obsolete; what is left of it is another record', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 60, startedAt: iso(startMs) });
    const held = heldOf(await list(startMs));
    expect(await list(startMs, { held, assignments: [] })).toEqual({ refs: [], cursor: null, obsolete: [held[0]?.id] });
    const shorter = wears({ ...EVER, endMs: startMs + 30 * MINUTE });
    const cut = await list(startMs, { held, assignments: [shorter] });
    expect(cut.obsolete).toEqual([held[0]?.id]);
    expect(only(cut).id).not.toBe(held[0]?.id);
    expect(await list(startMs, { held: heldOf(cut), assignments: [shorter] })).toEqual(
      cut.obsolete && { refs: cut.refs, cursor: null },
    );
  });

  test('two devices of one athlete at the same time are two records', async () => {
    const startMs = morning();
    const other = rig.devices[2] ?? '';
    await rig.ride({ minutes: 30, startedAt: iso(startMs) });
    await rig.ride({ minutes: 30, startedAt: iso(startMs) }, other);
    const assignments = [wears(), wears(EVER, other)];
    const first = await list(startMs, { assignments });
    const second = await list(startMs, { assignments, cursor: first.cursor, held: heldOf(first) });
    expect(new Set([only(first).id, only(second).id]).size).toBe(2);
    expect([first.obsolete, second.obsolete, second.cursor]).toEqual([undefined, undefined, null]);
    expect(await problemOf(() => list(startMs, { assignments: [wears()], cursor: first.cursor }))).toMatchObject({
      kind: 'missing',
    });
  });

  test('a session that crosses the border of a window is whole, and in one window only', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 120, startedAt: iso(startMs) });
    const border = startMs + HOUR;
    const windows = [
      { startMs: border - 24 * HOUR, endMs: border },
      { startMs: border, endMs: border + 24 * HOUR },
    ];
    const [earlier, later] = await Promise.all(windows.map((range) => list(startMs, { by: 'happened', range })));
    expect(later?.refs).toEqual([]);
    expect(only(earlier ?? { refs: [], cursor: null }).revision).toBeGreaterThan(HOUR);
    const polled = await list(startMs, { range: windows[1] ?? { startMs: 0, endMs: 1 } });
    expect(polled.refs).toEqual(earlier?.refs);
  });

  test('a recording of more than a day is cut, in the same places wherever one looks from', async () => {
    const startMs = morning();
    await rig.ride({ minutes: 30 * 60, startedAt: iso(startMs), shape: 'mixed' });
    const whole = await list(startMs, { range: { startMs: startMs - HOUR, endMs: startMs + 40 * HOUR } });
    expect(whole.refs.length).toBeGreaterThan(1);
    const tail = { startMs: startMs + 29 * HOUR, endMs: startMs + 29.5 * HOUR };
    expect(only(await list(startMs, { range: tail }))).toEqual(whole.refs.at(-1));
    const head = { startMs: startMs - HOUR, endMs: startMs + HOUR };
    expect(only(await list(startMs, { range: head }))).toEqual(whole.refs[0]);
  });

  test('a ref that no listing made is missing, a device that is not the manager’s has nothing', async () => {
    const ref = { type: 'activity', id: 'x', revision: null } as const;
    expect(await problemOf(() => rig.bound.fetch(rig.tokens.accessToken, ref, rig.io))).toMatchObject({
      kind: 'missing',
      code: 'LOCATOR',
    });
    const startMs = morning();
    expect(await list(startMs, { assignments: [wears(EVER, 'nobodys')] })).toEqual({ refs: [], cursor: null });
  });

  test('an athlete’s account reads no devices', async () => {
    const answer = await plainIo().request({
      method: 'POST',
      url: `${rig.sandbox.url}/oauth2/token/`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=password&username=athlete-1&password=sandbox-password&client_id=sandbox-client&client_secret=sandbox-secret',
    });
    const { access_token: token } = JSON.parse(Buffer.from(answer.body).toString()) as { access_token: string };
    expect(await problemOf(() => managerOf(rig.bound).devices(token, null, rig.io))).toMatchObject({
      kind: 'config',
      code: 'NOT_MANAGER',
    });
  });

  test('settings are checked: a sport that Terra does not know, a setting that is none', () => {
    expect(() => kind.bind({ ...rig.config, activity_type: 'ROING' })).toThrow(/activity_type/);
    expect(() => kind.bind({ ...rig.config, gap: 5 })).toThrow(/gap/);
    expect(kind.validate(rig.config)).toMatchObject({
      gap_minutes: 5,
      min_session_minutes: 2,
      close_after_minutes: 15,
      look_back_hours: 24,
    });
  });
});
