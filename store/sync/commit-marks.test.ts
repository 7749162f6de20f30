import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import type { Database } from '../database.js';
import { Intake } from '../inbox/intake.js';
import { type Tenant, commitOf, makeConnection, makeTenant, notice, write } from '../store.fixture.js';
import { type NoticeMark, type SyncCommit, commitSync } from './commit.js';
import { type PendingNotice, claimConnection } from './lease.js';

const testDatabase = useTestDatabase(4);
let db: Database;
let tenant: Tenant;
let connectionId: ConnectionId;
beforeAll(() => {
  db = testDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant, { providerUserId: 'u' });
});
const commit = (more: Partial<SyncCommit>) => commitSync(db, commitOf({ ...tenant, connectionId }, more));
const connection = async (columns: string) =>
  (await db.query<Record<string, unknown>>(`SELECT ${columns} FROM connection WHERE id = $1`, [connectionId])).rows[0];

describe('notices', () => {
  const mark = (one: PendingNotice, state: NoticeMark['state'], more: Partial<NoticeMark> = {}): NoticeMark => ({
    id: one.id,
    receivedOn: one.receivedOn,
    state,
    retryMs: 0,
    problem: null,
    ...more,
  });

  it('are marked as they ended, each counted as a try; those that came meanwhile wait', async () => {
    const intake = new Intake(db);
    await intake.accept(['a', 'b', 'c', 'd'].map((objectId) => notice(tenant, 'u', { objectId })));
    const leased = await claimConnection(db, connectionId, 60_000);
    await intake.accept([notice(tenant, 'u', { objectId: 'e' })]);
    const by = new Map(leased?.notices.map((one) => [one.objectId, one]));
    const at = (key: string) => by.get(key) as PendingNotice;
    await commit({
      notices: [
        mark(at('a'), 'done'),
        mark(at('b'), 'dead', { problem: { kind: 'payload', message: 'unreadable' } }),
        mark(at('c'), 'pending', { retryMs: 60_000, problem: { kind: 'bug', message: 'ours' } }),
        mark(at('d'), 'ignored'),
      ],
    });
    const { rows } = await db.query(
      `SELECT object_id AS o, state, attempts AS n, problem->>'kind' AS kind, finished_at IS NOT NULL AS over, due_at > now() + interval '50 seconds' AS waits FROM inbox WHERE connection_id = $1 ORDER BY 1`,
      [connectionId],
    );
    expect(rows).toEqual([
      { o: 'a', state: 'done', n: 1, kind: null, over: true, waits: false },
      { o: 'b', state: 'dead', n: 1, kind: 'payload', over: true, waits: false },
      { o: 'c', state: 'pending', n: 1, kind: 'bug', over: false, waits: true },
      { o: 'd', state: 'ignored', n: 1, kind: null, over: true, waits: false },
      { o: 'e', state: 'pending', n: 0, kind: null, over: false, waits: false },
    ]);
  });
});

describe('the lease', () => {
  it('ends with the commit of its own token, not with that of another', async () => {
    const leased = await claimConnection(db, connectionId, 60_000);
    await commit({});
    await commit({ leaseToken: tenant.environmentId });
    expect(await claimConnection(db, connectionId, 60_000)).toBeNull();
    await commit({ leaseToken: leased?.leaseToken ?? null });
    expect(await claimConnection(db, connectionId, 60_000)).not.toBeNull();
  });
});

describe('the marks of a connection', () => {
  it('move by what happened: poll, webhook, newest data', async () => {
    await commit({ records: [write('r', 'x')] });
    expect(await connection('last_polled_at, last_webhook_update IS NOT NULL AS told')).toEqual({
      last_polled_at: null,
      told: true,
    });
    const polledUntilMs = Date.now() + 60_000;
    await commit({ records: [write('r', 'y')], polledUntilMs, nextPollMs: 3_600_000 });
    expect(
      await connection(
        `(extract(epoch FROM synced_until) * 1000)::float8 AS synced, last_polled_at IS NOT NULL AS polled, last_webhook_update IS NOT NULL AS told,
         next_poll_at BETWEEN now() + interval '59 minutes' AND now() + interval '61 minutes' AS later`,
      ),
    ).toEqual({ synced: polledUntilMs, polled: true, told: true, later: true });
    await commit({ polledUntilMs: polledUntilMs - 60_000 });
    expect(await connection(`(extract(epoch FROM synced_until) * 1000)::float8 AS synced`)).toEqual({ synced: polledUntilMs });
  });

  it('keep a poll that was made due while this one ran', async () => {
    await db.query(`UPDATE connection SET next_poll_at = now() + interval '1 minute' WHERE id = $1`, [connectionId]);
    await commit({ polledUntilMs: Date.now(), nextPollMs: 3_600_000 });
    expect(await connection(`next_poll_at < now() + interval '2 minutes' AS soon`)).toEqual({ soon: true });
  });

  it('name the newest ride by its instant, whatever its local time', async () => {
    await commit({
      records: [
        write('tokyo', 'x', { startTime: '2026-05-02T06:00:00+09:00' }),
        write('lisbon', 'x', { startTime: '2026-05-01T23:00:00+01:00' }),
      ],
    });
    expect(await connection('most_recent_data_at')).toEqual({ most_recent_data_at: new Date('2026-05-01T22:00:00Z') });
    await commit({ records: [write('older', 'x', { startTime: '2020-01-01T00:00:00Z' })] });
    expect(await connection('most_recent_data_at')).toEqual({ most_recent_data_at: new Date('2026-05-01T22:00:00Z') });
  });

  it('forget the trouble that is over after a live sync, not after a backfill', async () => {
    await db.query(`UPDATE connection SET failures = 3, problem = '{"kind": "transient", "message": "x"}' WHERE id = $1`, [
      connectionId,
    ]);
    await commit({});
    expect(await connection('failures, problem')).toMatchObject({ failures: 3 });
    const leased = await claimConnection(db, connectionId, 60_000);
    await commit({ leaseToken: leased?.leaseToken ?? null });
    expect(await connection('failures, problem')).toEqual({ failures: 0, problem: null });
  });
});

it('coverage names each day once, both ends, and again', async () => {
  const covered = { type: 'activity', firstDay: '2026-02-27', lastDay: '2026-03-02' };
  await commit({ covered });
  await commit({ covered: { ...covered, lastDay: '2026-03-03' } });
  const { rows } = await db.query<{ day: string }>(`SELECT day::text FROM coverage WHERE connection_id = $1 ORDER BY day`, [
    connectionId,
  ]);
  expect(rows.map(({ day }) => day)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03']);
});
