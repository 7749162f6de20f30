import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { type ConnectionId, newId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { claimDeliveries } from '../outbox/claim.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { commitSync } from '../sync/commit.js';
import { claimConnection } from '../sync/lease.js';
import { connect } from './lifecycle.js';

const db = useTestDatabase();
let tenant: Tenant;
let old: ConnectionId;
beforeEach(async () => {
  tenant = await makeTenant(db());
  old = await makeConnection(db(), tenant, { providerUserId: 'rider', referenceId: 'me' });
});

const again = async (id = newId<ConnectionId>()) => ({
  id,
  made: await connect(db(), {
    id,
    ...tenant,
    provider: 'INSIDERS',
    providerUserId: 'rider',
    referenceId: 'me',
    scopes: 'activity:read',
  }),
});
const swaps = () => db().query(`UPDATE environment SET reauth_ids = 'swapped' WHERE id = $1`, [tenant.environmentId]);
const query = async <Row extends QueryResultRow>(sql: string, ...values: unknown[]): Promise<Row[]> =>
  (await db().query<Row>(sql, values)).rows;

describe('connecting the same account again', () => {
  it('keeps the id, and says what state it was in', async () => {
    await db().query(`UPDATE connection SET state = 'reauthorize' WHERE id = $1`, [old]);
    expect((await again()).made).toMatchObject({
      connection: { id: old, state: 'active' },
      again: true,
      was: 'reauthorize',
      swapped: null,
    });
  });

  it('gives a new id where the environment swaps ids, and everything goes along', async () => {
    await swaps();
    const destination = await makeDestination(db(), tenant);
    const covered = { type: 'activity', firstDay: '2026-05-01', lastDay: '2026-05-02' };
    await commitSync(db(), commitOf({ ...tenant, connectionId: old }, { records: [write('act-1', 'one')], covered }));
    const { id, made } = await again();
    expect(made).toMatchObject({ connection: { id, state: 'active', referenceId: 'me' }, again: true, swapped: { id: old } });
    expect(await query(`SELECT id FROM connection WHERE environment_id = $1`, tenant.environmentId)).toEqual([{ id }]);
    expect(await query(`SELECT record_key FROM record WHERE connection_id = $1`, id)).toEqual([{ record_key: 'act-1' }]);
    expect(await query(`SELECT 1 FROM coverage WHERE connection_id = $1`, id)).toHaveLength(2);
    // What was under way goes out as the new user's.
    expect(await claimDeliveries(db(), destination, 10, 1_000)).toMatchObject([
      { connectionId: id, recordKey: 'act-1', user: { userId: id } },
    ]);
  });

  it('takes the lease away from a sync that is under way, so that the new id is synced at once', async () => {
    await swaps();
    expect(await claimConnection(db(), old, 60_000)).not.toBeNull();
    const { id } = await again();
    expect(await claimConnection(db(), id, 60_000)).toMatchObject({ id });
  });

  it('is nobody before for who is new', async () => {
    await swaps();
    const id = newId<ConnectionId>();
    const facts = { id, ...tenant, provider: 'INSIDERS', providerUserId: 'other', referenceId: null, scopes: '' };
    expect(await connect(db(), facts)).toMatchObject({ connection: { id }, again: false, was: null, swapped: null });
  });
});
