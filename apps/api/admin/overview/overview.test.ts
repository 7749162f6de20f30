import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConnectionId, type DeliveryId, type DestinationId, newId } from '../../../../model/ids.js';
import { Intake } from '../../../../store/inbox/intake.js';
import { finishDeliveries } from '../../../../store/outbox/finish.js';
import { commitOf, makeConnection, makeDestination, notice, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { certificateAuthority } from '../../../../test/support/servers/certificates.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';
import type { Attention } from './attention.js';
import { type Overview, Overviews } from './overview.service.js';

let api: TestApi;
let tenant: ApiTenant;
let destination: DestinationId;
let rider: ConnectionId;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await apiTenant(api);
  destination = await makeDestination(api.db, tenant);
  await api.db.query(`UPDATE destination SET name = 'Warehouse' WHERE id = $1`, [destination]);
  rider = await makeConnection(api.db, tenant, { providerUserId: 'rider' });
});

/** A look of its own, not the one of two seconds ago. */
const overviewOf = (of = tenant): Promise<Overview> => new Overviews(api.db).of(of.environmentId);
const attentionOf = async (kind: Attention['kind']): Promise<Attention[]> =>
  (await overviewOf()).attention.filter((item) => item.kind === kind);

async function deliver(key: string, ...states: ('delivered' | 'pending' | 'dead')[]): Promise<void> {
  const { rows } = await api.db.query<{ id: DeliveryId }>(
    `SELECT id FROM delivery WHERE connection_id = $1 AND record_key = $2`,
    [rider, key],
  );
  const [row] = rows;
  if (!row) throw new Error('no delivery');
  for (const state of states)
    await finishDeliveries(api.db, { environmentId: tenant.environmentId, id: destination }, [
      {
        id: row.id,
        state,
        retryMs: 60_000,
        counted: true,
        startedAtMs: Date.now(),
        durationMs: 5,
        code: null,
        problem: state === 'delivered' ? null : { kind: 'transient', message: 'it is away' },
      },
    ]);
}
const ride = (key: string) => commitSync(api.db, commitOf({ ...tenant, connectionId: rider }, { records: [write(key, key)] }));

describe('the overview', () => {
  it('counts connections, the hour by minutes, the backlog, and the time from notification to delivery', async () => {
    await makeConnection(api.db, tenant);
    await api.db.query(`UPDATE connection SET state = 'paused' WHERE id = $1`, [rider]);
    const empty = await overviewOf();
    expect(empty).toMatchObject({
      connections: { active: 1, paused: 1, reauthorize: 0, revoked: 0 },
      success_rate: null,
      latency_ms: null,
      backlog: { pending: 0, oldest_pending_at: null },
      dead_letters: 0,
      backfills: { running: 0, paused: 0 },
      destinations: [{ id: destination, name: 'Warehouse', state: 'enabled', circuit: 'closed', pending: 0, dead: 0 }],
    });
    expect(empty.minutes).toHaveLength(60);
    await new Intake(api.db).accept([notice(tenant, 'rider', { objectId: 'told' })]);
    await api.db.query(
      `UPDATE inbox SET received_at = received_at - interval '2 seconds', state = 'done' WHERE connection_id = $1`,
      [rider],
    );
    for (const key of ['told', 'polled', 'tried', 'lost', 'waiting']) await ride(key);
    await deliver('told', 'delivered');
    await deliver('polled', 'delivered');
    await deliver('tried', 'pending', 'delivered');
    await deliver('lost', 'dead');
    const body = await overviewOf();
    const sums = { rides: 0, delivered: 0, failed: 0 };
    for (const minute of body.minutes) {
      sums.rides += minute.rides;
      sums.delivered += minute.delivered;
      sums.failed += minute.failed;
    }
    expect(sums).toEqual({ rides: 5, delivered: 3, failed: 2 });
    const times = body.minutes.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 60_000));
    expect(body).toMatchObject({
      success_rate: 0.6,
      backlog: { pending: 1, oldest_pending_at: expect.any(String) },
      dead_letters: 1,
      latency_ms: { deliveries: 1 },
      destinations: [{ pending: 1, dead: 1 }],
    });
    const { p50 = 0, p99 } = body.latency_ms ?? {};
    expect(p50).toBeGreaterThanOrEqual(2_000);
    expect(p50).toBeLessThan(60_000);
    expect(p99).toBe(p50);
    // Nothing of it is seen from next door.
    const other = await apiTenant(api);
    expect(await overviewOf(other)).toMatchObject({
      connections: { active: 0, paused: 0 },
      success_rate: null,
      latency_ms: null,
      destinations: [],
      dead_letters: 0,
    });
  });

  it('is looked at once for all who ask within two seconds', async () => {
    const look = () => api.admin('GET', `/environments/${tenant.devId}/overview`);
    const [first, second] = await Promise.all([look(), look()]);
    expect(first).toMatchObject({ status: 200, body: { connections: { active: 1 }, destinations: [{ id: destination }] } });
    expect(second.body['at']).toBe(first.body['at']);
    expect((await look()).body['at']).toBe(first.body['at']);
  });
});

describe('attention', () => {
  it('is not needed where all is well', async () => {
    expect((await overviewOf()).attention).toEqual([]);
  });

  it('of an environment with nothing in it: a provider, a destination', async () => {
    await api.admin('POST', '/environments', { dev_id: `bare-${tenant.devId}`, name: 'Bare' });
    const { body } = await api.admin('GET', `/environments/bare-${tenant.devId}/overview`);
    expect(body).toMatchObject({ attention: [{ kind: 'no_provider' }, { kind: 'no_destination' }] });
  });

  it('of athletes who have to connect again', async () => {
    await api.db.query(`UPDATE connection SET state = 'reauthorize' WHERE id = $1`, [rider]);
    expect(await attentionOf('reauthorize')).toMatchObject([
      { severity: 'warning', count: 1, title: expect.stringContaining('1 athlete has to connect again') },
    ]);
    await api.db.query(
      `UPDATE connection SET problem = '{"kind": "auth", "code": "SECRET_LOCKED", "message": "the key is gone"}' WHERE id = $1`,
      [rider],
    );
    expect(await attentionOf('reauthorize')).toEqual([]);
    expect(await attentionOf('tokens_locked')).toMatchObject([
      {
        severity: 'critical',
        count: 1,
        title: expect.stringContaining('The tokens of 1 connection cannot be opened'),
        next_step: expect.stringMatching(/^Put that key back .* Or send each athlete a reconnect link\.$/),
      },
    ]);
  });

  it('of a manager who is logged out', async () => {
    await api.db.query(
      `INSERT INTO manager_account (environment_id, provider_app_id, provider_account_id, tokens, revision, access_expires_at, state) VALUES ($1, $2, 'm', '', 1, now(), 'reauthorize')`,
      [tenant.environmentId, tenant.providerAppId],
    );
    expect(await attentionOf('manager_login')).toMatchObject([{ severity: 'critical', provider: 'INSIDERS' }]);
  });

  it('of a destination that is away, switched off, rotating its secret, or has dead letters', async () => {
    await api.db.query(
      `UPDATE destination SET circuit = 'open', failing_since = '2026-05-01T08:00:00Z', problem = '{"kind": "transient", "message": "it answered 503"}', secret_rotated_at = now() WHERE id = $1`,
      [destination],
    );
    await ride('lost');
    await deliver('lost', 'dead');
    const of = { destination_id: destination };
    expect(await attentionOf('circuit_open')).toMatchObject([
      {
        ...of,
        severity: 'critical',
        since: '2026-05-01T08:00:00.000Z',
        title: '“Warehouse” takes nothing at the moment: it answered 503',
      },
    ]);
    expect(await attentionOf('dead_letters')).toMatchObject([{ ...of, count: 1, since: expect.any(String) }]);
    expect(await attentionOf('secret_rotating')).toMatchObject([{ ...of, severity: 'notice' }]);
    await api.db.query(`UPDATE destination SET state = 'disabled' WHERE id = $1`, [destination]);
    expect(await attentionOf('destination_disabled')).toMatchObject([{ ...of, severity: 'critical' }]);
    expect(await attentionOf('circuit_open')).toEqual([]);
    const severities = (await overviewOf()).attention.map(({ severity }) => severity);
    expect(severities).toEqual(['critical', 'warning', 'notice']);
  });

  it('of a destination whose tries fail, before its circuit opens', async () => {
    const fail = (seconds: number) =>
      api.db.query(
        `UPDATE destination SET failures = 2, failing_since = now() - $2 * interval '1 second', problem = '{"kind":"transient","message":"the receiver answered 500"}' WHERE id = $1`,
        [destination, seconds],
      );
    await fail(2);
    expect(await attentionOf('failing')).toEqual([]);
    await fail(30);
    expect(await attentionOf('failing')).toMatchObject([
      { severity: 'warning', destination_id: destination, title: 'Tries at “Warehouse” fail: the receiver answered 500' },
    ]);
  });

  it('of a client certificate that ends within 30 days', async () => {
    const authority = certificateAuthority();
    const use = (days: number) =>
      api.db.query(`UPDATE destination SET config = jsonb_build_object('client_certificate', $2::text) WHERE id = $1`, [
        destination,
        authority.issue('freehub', days).certificate,
      ]);
    await use(20);
    expect(await attentionOf('certificate_expires')).toMatchObject([{ severity: 'warning', destination_id: destination }]);
    await use(40);
    expect(await attentionOf('certificate_expires')).toEqual([]);
  });

  it('of failed backfills, until they are tried again', async () => {
    const failed = newId();
    await api.db.query(
      `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, requested_by, state, windows_total, windows_failed, finished_at) VALUES ($1, $2, 'INSIDERS', '{activity}', '2026-01-01', '2026-03-01', 'ops', 'done', 4, 3, now())`,
      [failed, tenant.environmentId],
    );
    expect(await attentionOf('backfill_failed')).toMatchObject([
      { count: 1, backfill_id: failed, title: '3 windows of 1 backfill could not be fetched.' },
    ]);
    await api.db.query(`INSERT INTO audit (environment_id, actor, action, subject) VALUES ($1, 'ops', 'backfill.retried', $2)`, [
      tenant.environmentId,
      failed,
    ]);
    expect(await attentionOf('backfill_failed')).toEqual([]);
  });

  it('of an API key that ends within a week', async () => {
    const insert = (label: string, days: number) =>
      api.db.query(
        `INSERT INTO api_key (environment_id, label, prefix, hash, expires_at) VALUES ($1, $2, 'fh_abc', $3, now() + $4 * interval '1 day')`,
        [tenant.environmentId, label, Buffer.from(newId()), days],
      );
    await insert('old', 3);
    await insert('far', 30);
    expect(await attentionOf('key_expires')).toMatchObject([
      { severity: 'notice', title: expect.stringContaining('“old” (fh_abc…)'), key_id: expect.any(String) },
    ]);
    await api.db.query(`UPDATE api_key SET last_used_at = now() WHERE label = 'old'`);
    expect(await attentionOf('key_expires')).toMatchObject([{ severity: 'warning' }]);
  });

  it('of a provider that asked to wait', async () => {
    await api.db.query(`INSERT INTO rate_budget (key, tokens, blocked_until) VALUES ($1, 0, now() + interval '10 minutes')`, [
      `app:${tenant.providerAppId}:0`,
    ]);
    expect(await attentionOf('provider_limit')).toMatchObject([{ provider: 'INSIDERS', severity: 'notice' }]);
  });
});
