import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '../../store/database.js';
import { type TestDatabase, createDatabase } from '../../test/support/servers/postgres.js';
import { ManagerWorld } from './manager.fixture.js';

const HOUR_MS = 3_600_000;
let database: TestDatabase;
let db: Database;
let world: ManagerWorld;
/** Ten hours ago: everything of the test's day lies in a poll's look back. */
let zero = 0;
const at = (hour: number): number => zero + hour * HOUR_MS;

beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 10, name: 'test', onError: () => undefined });
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});
beforeEach(async () => {
  zero = Math.floor(Date.now() / 60_000) * 60_000 - 10 * HOUR_MS;
  world = await ManagerWorld.over(db);
});
afterEach(async () => {
  await world.close();
});

describe('a device that two athletes share', () => {
  it('gives each what it recorded in their time; the hand-over cuts what it recorded across', async () => {
    world.fake.record('d1', at(1), at(3));
    await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: at(2) });
    await world.assign({ device: 'SN-d1', athlete: 'ben', from: at(2), to: null });
    expect(await world.poll('anna')).toMatchObject({ outcome: 'synced', changed: 1 });
    expect(await world.poll('ben')).toMatchObject({ outcome: 'synced', changed: 1 });
    expect([await world.records('anna', zero), await world.records('ben', zero)]).toEqual([['d1 1–2'], ['d1 2–3']]);
  });

  it('whose hand-over was corrected: the one record shrinks, the other begins earlier, one that is nobody’s any more goes', async () => {
    world.fake.record('d1', at(1), at(3));
    world.fake.record('d1', at(4), at(5));
    const anna = await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: at(6) });
    await world.poll('anna');
    expect(await world.records('anna', zero)).toEqual(['d1 1–3', 'd1 4–5']);
    await world.change(anna.result, { to: at(2) });
    await world.assign({ device: 'd1', athlete: 'ben', from: at(2), to: null });
    expect(await world.poll('anna')).toMatchObject({ changed: 2 });
    expect(await world.poll('ben')).toMatchObject({ changed: 2 });
    expect(await world.records('anna', zero)).toEqual(['d1 1–2']);
    expect(await world.records('ben', zero)).toEqual(['d1 2–3', 'd1 4–5']);
    expect(await world.told('anna')).toEqual(['upsert', 'upsert', 'upsert', 'delete']);
    expect(await world.audit('record.withdrawn')).toEqual([
      { type: 'activity', key: `d1@${at(4)}`, because: 'no device was assigned to the athlete in its time' },
    ]);
    // Another athlete's samples are not kept with this one's.
    const { rowCount } = await db.query(`SELECT 1 FROM raw_payload WHERE connection_id = $1 AND record_key = $2`, [
      await world.idOf('anna'),
      `d1@${at(4)}`,
    ]);
    expect(rowCount).toBe(0);
  });

  it('and an assignment that was undone by mistake: its record comes back, in the same revision', async () => {
    world.fake.record('d1', at(1), at(3));
    const { result } = await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: null });
    await world.poll('anna');
    await world.undo(result);
    expect(await world.poll('anna')).toMatchObject({ changed: 1 });
    expect(await world.records('anna', zero)).toEqual([]);
    await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: at(2) });
    await world.poll('anna');
    expect(await world.records('anna', zero)).toEqual(['d1 1–2']);
    expect(await world.told('anna')).toEqual(['upsert', 'delete', 'upsert']);
  });

  it('changed in the middle of a sync: nothing of the former athlete’s is stored, and it is looked at again at once', async () => {
    world.fake.record('d1', at(1), at(3));
    const { result } = await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: null });
    world.fake.meanwhile = async () => {
      world.fake.meanwhile = null;
      await world.change(result, { athlete: 'ben' });
    };
    expect(await world.poll('anna')).toMatchObject({ outcome: 'waiting', state: 'active', nextMs: 1_000 });
    expect(await world.records('anna', zero)).toEqual([]);
    await world.poll('anna');
    await world.poll('ben');
    expect([await world.records('anna', zero), await world.records('ben', zero)]).toEqual([[], ['d1 1–3']]);
  });
});

describe('what a device records', () => {
  it('is an update when it grows, and costs nothing when it does not', async () => {
    world.fake.record('d1', at(1), at(2));
    await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: null });
    await world.poll('anna');
    expect(await world.poll('anna')).toMatchObject({ found: 0, changed: 0 });
    world.fake.record('d1', at(2), at(3));
    expect(await world.poll('anna')).toMatchObject({ changed: 1 });
    expect(await world.records('anna', zero)).toEqual(['d1 1–3']);
    expect(await world.told('anna')).toEqual(['upsert', 'upsert']);
  });

  it('late and between two records joins them: the first grows before the other goes', async () => {
    world.fake.record('d1', at(1), at(2));
    world.fake.record('d1', at(3), at(4));
    await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: null });
    await world.poll('anna');
    world.fake.record('d1', at(2), at(3));
    expect(await world.poll('anna')).toMatchObject({ changed: 2 });
    expect(await world.records('anna', zero)).toEqual(['d1 1–4']);
    expect((await world.told('anna')).slice(2)).toEqual(['upsert', 'delete']);
    expect(await world.audit('record.withdrawn')).toMatchObject([{ because: expect.stringContaining('part of another') }]);
  });

  it('before a poll’s look back comes by the backfill that the assignment starts', async () => {
    world.fake.record('d1', at(-200), at(-199));
    const { backfillId } = await world.assign({ device: 'd1', athlete: 'anna', from: at(-300), to: null });
    await world.poll('anna');
    expect(await world.records('anna', zero)).toEqual([]);
    await world.backfill(backfillId);
    expect(await world.records('anna', zero)).toEqual(['d1 -200–-199']);
    const ended = await world.change((await assignmentOf('anna')).id, { from: at(-100) });
    await world.backfill(ended.backfillId);
    expect(await world.records('anna', zero)).toEqual([]);
  });

  it('is not asked for of an athlete who wore nothing, and what an operator uploaded is left alone', async () => {
    const { result } = await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: null });
    await world.poll('anna');
    await world.undo(result);
    const asked = world.fake.listings;
    await db.query(
      `INSERT INTO record (connection_id, type, record_key, environment_id, ordering_ms, start_time, end_time, started_at, content_hash, body_bytes, body, summary, raw_ids)
       VALUES ($1, 'activity', 'uploaded', $2, 1, $3::text, $4, $3::text::timestamptz, '', 0, '', '', ARRAY[uuidv7()])`,
      [await world.idOf('anna'), world.tenant.environmentId, new Date(at(1)).toISOString(), new Date(at(2)).toISOString()],
    );
    expect(await world.poll('anna')).toMatchObject({ outcome: 'synced', changed: 0 });
    expect(world.fake.listings).toBe(asked);
    expect(await world.records('anna', zero)).toEqual(['uploaded 1–2']);
  });
});

describe('a manager’s login that the provider refuses', () => {
  const account = async () =>
    (
      await db.query<{ state: string }>(`SELECT state, problem->>'message' AS problem FROM manager_account WHERE id = $1`, [
        await world.account(),
      ])
    ).rows[0];
  const states = async () =>
    (await db.query<{ state: string }>(`SELECT state FROM connection WHERE environment_id = $1`, [world.tenant.environmentId]))
      .rows;
  const later = async () =>
    db.query(`UPDATE manager_account SET updated_at = now() - interval '1 minute' WHERE id = $1`, [await world.account()]);

  it('asks no athlete: operators are told once, polls and backfills wait, and all goes on after a login', async () => {
    world.fake.record('d1', at(1), at(2));
    world.fake.record('d1', at(-200), at(-199));
    const { backfillId } = await world.assign({ device: 'd1', athlete: 'anna', from: at(-300), to: null });
    await world.assign({ device: 'd2', athlete: 'ben', from: at(0), to: null });
    world.fake.tokens.clear();
    // Once is a doubt.
    expect(await world.poll('anna')).toMatchObject({ outcome: 'waiting', state: 'active' });
    expect(await account()).toMatchObject({ state: 'active' });
    await later();
    expect(await world.poll('anna')).toMatchObject({ outcome: 'waiting', state: 'active', nextMs: HOUR_MS });
    expect(await account()).toMatchObject({ state: 'reauthorize', problem: expect.stringContaining('freehub devices login') });
    expect(await world.poll('ben')).toMatchObject({ outcome: 'waiting', state: 'active', nextMs: HOUR_MS });
    await world.backfill(backfillId);
    expect(await states()).toEqual([{ state: 'active' }, { state: 'active' }]);
    expect(world.troubles).toHaveLength(1);
    expect(await world.audit('manager.refused')).toHaveLength(1);
    const { rows } = await db.query(`SELECT type FROM event WHERE environment_id = $1 AND type <> 'auth'`, [
      world.tenant.environmentId,
    ]);
    expect(rows).toEqual([]);
    await world.logIn('access-2');
    expect(await account()).toEqual({ state: 'active', problem: null });
    expect(await world.poll('anna')).toMatchObject({ outcome: 'synced', changed: 1 });
    await world.backfill(backfillId);
    expect(await world.records('anna', zero)).toEqual(['d1 -200–-199', 'd1 1–2']);
  });

  it('is exchanged once for all athletes, and the new pair serves them', async () => {
    await world.assign({ device: 'd1', athlete: 'anna', from: at(0), to: null });
    await world.assign({ device: 'd2', athlete: 'ben', from: at(0), to: null });
    world.fake.tokens = new Set(['access-2']);
    world.fake.refreshes.set('refresh of access-1', 'access-2');
    expect(await Promise.all([world.poll('anna'), world.poll('ben')])).toMatchObject([
      { outcome: 'synced' },
      { outcome: 'synced' },
    ]);
    const { rows } = await db.query(`SELECT revision, refused FROM manager_account WHERE id = $1`, [await world.account()]);
    expect(rows).toEqual([{ revision: 2, refused: 0 }]);
  });
});

async function assignmentOf(athlete: string): Promise<{ id: Parameters<ManagerWorld['change']>[0] }> {
  const { rows } = await db.query<{ id: Parameters<ManagerWorld['change']>[0] }>(
    `SELECT id FROM device_assignment WHERE connection_id = $1`,
    [await world.idOf(athlete)],
  );
  if (!rows[0]) throw new Error('there is no assignment');
  return rows[0];
}
