import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionId, DeliveryId } from '../../../../model/ids.js';
import { Intake } from '../../../../store/inbox/intake.js';
import { finishDeliveries } from '../../../../store/outbox/finish.js';
import { commitOf, makeConnection, makeDestination, notice, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let id: ConnectionId;
let at = '';
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await apiTenant(api);
  id = await makeConnection(api.db, tenant, { providerUserId: 'rider' });
  at = `/environments/${tenant.devId}/connections/${id}`;
});

describe('a connection', () => {
  it('has a story in words', async () => {
    const destinationId = await makeDestination(api.db, tenant);
    await api.db.query(`UPDATE destination SET name = 'Warehouse' WHERE id = $1`, [destinationId]);
    await new Intake(api.db).accept([notice(tenant, 'rider', { objectId: 'ride' })]);
    await commitSync(api.db, commitOf({ ...tenant, connectionId: id }, { records: [write('ride', 'A name that is private')] }));
    const { rows } = await api.db.query<{ id: DeliveryId }>(`SELECT id FROM delivery WHERE connection_id = $1`, [id]);
    const [made] = rows;
    if (!made) throw new Error('no delivery');
    for (const state of ['pending', 'delivered'] as const)
      await finishDeliveries(api.db, { environmentId: tenant.environmentId, id: destinationId }, [
        {
          id: made.id,
          state,
          retryMs: 1_000,
          counted: true,
          startedAtMs: Date.now(),
          durationMs: 8,
          code: state === 'pending' ? '503' : '200',
          problem: state === 'pending' ? { kind: 'transient', message: 'it answered 503' } : null,
        },
      ]);
    await api.admin('POST', `${at}/pause`);
    const { body } = await api.admin('GET', `${at}/story`);
    expect(body).toMatchObject({
      items: [
        { kind: 'operator', title: 'Paused', detail: 'By admin.', tone: 'warning', step: null, delivery: null },
        {
          kind: 'delivery',
          title: 'An activity of 1 May 2026 was delivered to Warehouse on the second try',
          tone: 'good',
          record: { type: 'activity', key: 'ride', revision: 1 },
          step: {
            type: 'activity',
            key: 'ride',
            name: 'An activity of 1 May 2026',
            text: 'delivered to Warehouse on the second try',
          },
          delivery: {
            id: made.id,
            destination_id: destinationId,
            destination: 'Warehouse',
            state: 'delivered',
            attempts: [
              { ok: false, code: '503', problem: { message: 'it answered 503' } },
              { ok: true, duration_ms: 8, problem: null },
            ],
          },
        },
        {
          kind: 'record',
          title: 'An activity of 1 May 2026 came in',
          record: { key: 'ride' },
          step: { key: 'ride', name: 'An activity of 1 May 2026', text: 'came in' },
        },
        {
          kind: 'notified',
          title: 'Insiders told that an activity has changed',
          detail: 'It waits to be fetched.',
          step: { type: 'activity', key: 'ride', name: 'An activity', text: 'told of' },
        },
        { kind: 'connected', title: 'Connected to Insiders', step: null },
      ],
      next: null,
    });
    expect(JSON.stringify(body)).not.toContain('private');
    const first = await api.admin('GET', `${at}/story?limit=2`);
    expect((await api.admin('GET', `${at}/story?limit=1&after=${String(first.body['next'])}`)).body).toMatchObject({
      items: [{ kind: 'record' }],
    });
    expect((await api.admin('GET', `${at}/story?kind=operator`)).body).toMatchObject({
      items: [{ title: 'Paused' }],
      next: null,
    });
    expect((await api.admin('GET', `${at}/story?after=x`)).status).toBe(400);
    const other = await apiTenant(api);
    for (const what of ['story', 'coverage'])
      expect((await api.admin('GET', `/environments/${other.devId}/connections/${id}/${what}`)).status).toBe(404);
  });

  it('says what is wrong with it now', async () => {
    await api.db.query(
      `UPDATE connection SET problem = '{"kind": "auth", "message": "Insiders refuses our access"}', failures = 3, state = 'reauthorize' WHERE id = $1`,
      [id],
    );
    expect((await api.admin('GET', `${at}/story?kind=problem`)).body).toMatchObject({
      items: [
        { kind: 'problem', title: 'Insiders refuses our access', tone: 'bad', detail: expect.stringContaining('3 failures') },
      ],
    });
  });

  it('has a calendar of what was fetched, and of what there is', async () => {
    await commitSync(
      api.db,
      commitOf(
        { ...tenant, connectionId: id },
        {
          records: [
            write('a', 'a', { startTime: '2026-05-01T08:00:00Z' }),
            write('b', 'b', { startTime: '2026-05-01T23:30:00-02:00' }),
            write('gone', 'gone', { startTime: '2026-05-03T08:00:00Z', op: 'delete' }),
          ],
          covered: { type: 'activity', firstDay: '2026-05-01', lastDay: '2026-05-01' },
        },
      ),
    );
    await commitSync(
      api.db,
      commitOf({ ...tenant, connectionId: id }, { covered: { type: 'athlete', firstDay: '1970-01-01', lastDay: '1970-01-01' } }),
    );
    const { body } = await api.admin('GET', `${at}/coverage?from=2026-04-01&to=2026-05-31`);
    expect(body).toMatchObject({
      from: '2026-04-01',
      to: '2026-05-31',
      first_day: '2026-05-01',
      days: [
        { day: '2026-05-01', fetched: ['activity'], records: 1 },
        { day: '2026-05-02', fetched: [], records: 1 },
      ],
    });
    expect(body['types']).toContain('activity');
    expect(body['types']).not.toContain('athlete');
    expect((await api.admin('GET', `${at}/coverage?to=2025-05-31`)).body).toMatchObject({ from: '2024-05-31', days: [] });
    expect((await api.admin('GET', `${at}/coverage?from=2026-05-02&to=2026-05-01`)).status).toBe(400);
  });
});
