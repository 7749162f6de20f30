import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import { PRIORITY } from '../../model/delivery.js';
import { type BackfillId, type ConnectionId, newId } from '../../model/ids.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import type { Database } from '../database.js';
import { claimDeliveries } from '../outbox/claim.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../store.fixture.js';
import { type SyncCommit, commitSync } from './commit.js';

const testDatabase = useTestDatabase();
let db: Database;
let tenant: Tenant;
let connectionId: ConnectionId;
beforeAll(() => {
  db = testDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
});

const commit = (more: Partial<SyncCommit>) => commitSync(db, commitOf({ ...tenant, connectionId }, more));
const all = async <Row extends QueryResultRow>(sql: string): Promise<Row[]> => (await db.query<Row>(sql, [connectionId])).rows;
const record = async () =>
  (
    await all<{ revision: number; provider_revision: number | null; deleted: boolean; hash: string }>(
      `SELECT revision, provider_revision, deleted_at IS NOT NULL AS deleted, encode(content_hash, 'hex') AS hash FROM record WHERE connection_id = $1`,
    )
  )[0];
const events = () =>
  all<{ op: string; revision: number }>(`SELECT op, revision FROM event WHERE connection_id = $1 ORDER BY revision`);
const hashOf = (one: ReturnType<typeof write>) => Buffer.from(one.contentHash).toString('hex');

describe('a record', () => {
  it('that is new makes an event and a delivery; the same again makes nothing', async () => {
    const destinationId = await makeDestination(db, tenant);
    expect(await commit({ records: [write('r', 'one')] })).toEqual({ changed: 1, destinationIds: [destinationId] });
    expect(await commit({ records: [write('r', 'one')] })).toEqual({ changed: 0, destinationIds: [] });
    expect(await events()).toEqual([{ op: 'upsert', revision: 1 }]);
  });

  it('of equal content but a newer version makes no event, and is not asked for again', async () => {
    await commit({ records: [write('r', 'one', { providerRevision: 3 })] });
    expect(await commit({ records: [write('r', 'one', { providerRevision: 5 })] })).toMatchObject({ changed: 0 });
    expect(await record()).toMatchObject({ revision: 1, provider_revision: 5 });
    expect(await commit({ records: [write('r', 'old', { providerRevision: 4 })] })).toMatchObject({ changed: 0 });
  });

  it('never goes back to an older version of the provider', async () => {
    const newer = write('r', 'new', { providerRevision: 5 });
    await commit({ records: [newer] });
    expect(await commit({ records: [write('r', 'old', { providerRevision: 4 })] })).toMatchObject({ changed: 0 });
    expect(await record()).toMatchObject({ provider_revision: 5, hash: hashOf(newer) });
    // The same version that reads differently now (normalizing changed), and one without versions, are taken.
    expect(await commit({ records: [write('r', 'again', { providerRevision: 5 })] })).toMatchObject({ changed: 1 });
    expect(await commit({ records: [write('r', 'unversioned', { providerRevision: null })] })).toMatchObject({ changed: 1 });
    expect(await record()).toMatchObject({ revision: 3, provider_revision: 5 });
  });

  it('that is deleted comes back only with a newer version', async () => {
    await commit({ records: [write('r', 'one', { providerRevision: 5 })] });
    const gone = write('r', 'gone', { op: 'delete', providerRevision: 6 });
    expect(await commit({ records: [gone] })).toMatchObject({ changed: 1 });
    expect(await commit({ records: [gone] })).toMatchObject({ changed: 0 });
    for (const late of [5, 6])
      expect(await commit({ records: [write('r', 'late', { providerRevision: late })] })).toMatchObject({ changed: 0 });
    expect(await record()).toMatchObject({ deleted: true });
    expect(await commit({ records: [write('r', 'back', { providerRevision: 7 })] })).toMatchObject({ changed: 1 });
    expect(await record()).toMatchObject({ deleted: false, revision: 3 });
    expect((await events()).map(({ op }) => op)).toEqual(['upsert', 'delete', 'upsert']);
  });

  it('is deleted by word of its version, a newer or none, and not of an older one', async () => {
    for (const [version, changed] of [
      [4, 0],
      [5, 1],
      [6, 1],
      [null, 1],
    ] as const) {
      await commit({ records: [write(`r${version}`, 'one', { providerRevision: 5 })] });
      const gone = write(`r${version}`, 'gone', { op: 'delete', providerRevision: version });
      expect(await commit({ records: [gone] })).toMatchObject({ changed });
    }
  });

  it('that was only taken for deleted comes back at its version, and not at an older one', async () => {
    await commit({ records: [write('r', 'one', { providerRevision: 5 })] });
    const presumed = write('r', 'gone', { op: 'presume', providerRevision: 5 });
    expect(await commit({ records: [presumed] })).toMatchObject({ changed: 1 });
    expect(await commit({ records: [presumed] })).toMatchObject({ changed: 0 });
    expect((await events()).map(({ op }) => op)).toEqual(['upsert', 'delete']);
    expect(await commit({ records: [write('r', 'late', { providerRevision: 4 })] })).toMatchObject({ changed: 0 });
    // Somebody stored a newer one before it was taken for deleted.
    expect(await commit({ records: [write('r', 'one', { providerRevision: 5 })] })).toMatchObject({ changed: 1 });
    await commit({ records: [write('r', 'two', { providerRevision: 6 })] });
    expect(await commit({ records: [presumed] })).toMatchObject({ changed: 0 });
  });

  it('committed by ten at once ends at the newest version, each revision told once, in growing order', async () => {
    const versions = Array.from({ length: 10 }, (_, n) => write('r', `v${n}`, { providerRevision: n }));
    await Promise.all(versions.map((one) => commit({ records: [one] })));
    const last = versions.at(-1);
    expect(await record()).toMatchObject({ provider_revision: 9, hash: last && hashOf(last) });
    const told = (await events()).map(({ revision }) => revision);
    expect(told).toEqual(told.map((_, n) => n + 1));
  });
});

describe('deliveries', () => {
  const pending = () =>
    all<{ revision: number; state: string; destination_id: string; priority: number }>(
      `SELECT revision, state, destination_id, priority FROM delivery WHERE connection_id = $1 ORDER BY revision`,
    );

  it('go to every destination whose filter fits, of this environment, also to one that is paused', async () => {
    const wanted = [
      await makeDestination(db, tenant),
      await makeDestination(db, tenant, { eventTypes: ['activity', 'auth'] }),
      await makeDestination(db, tenant, { state: 'paused' }),
    ];
    await makeDestination(db, tenant, { eventTypes: ['daily'] });
    await makeDestination(db, await makeTenant(db));
    const { destinationIds } = await commit({ records: [write('r', 'one')] });
    expect([...destinationIds].sort()).toEqual([...wanted].sort());
  });

  it('of a newer revision supersede those that wait, not those under way', async () => {
    const destinationId = await makeDestination(db, tenant);
    await commit({ records: [write('r', 'one'), write('other', 'x')] });
    await commit({ records: [write('r', 'two')] });
    expect((await pending()).map(({ state, revision }) => `${revision} ${state}`).sort()).toEqual([
      '1 pending',
      '1 superseded',
      '2 pending',
    ]);
    expect(await claimDeliveries(db, destinationId, 10, 60_000)).toHaveLength(2);
    await commit({ records: [write('r', 'three')] });
    expect((await pending()).map(({ state, revision }) => `${revision} ${state}`).sort()).toEqual([
      '1 pending',
      '1 superseded',
      '2 pending',
      '3 pending',
    ]);
  });

  it('of a backfill go behind live ones, each under a reference of its own; a live ride that waits stays live', async () => {
    await makeDestination(db, tenant);
    const backfillId = newId<BackfillId>();
    await commit({ records: [write('past', 'x')], priority: PRIORITY.backfill, backfillId });
    await commit({ records: [write('tonight', 'x')] });
    await commit({ records: [write('tonight', 'y')], priority: PRIORITY.backfill, backfillId });
    expect(
      await all(`SELECT record_key, priority FROM delivery WHERE connection_id = $1 AND state = 'pending' ORDER BY record_key`),
    ).toEqual([
      { record_key: 'past', priority: PRIORITY.backfill },
      { record_key: 'tonight', priority: PRIORITY.live },
    ]);
    const references = await all<{ reference: string }>(
      `SELECT DISTINCT reference FROM event WHERE connection_id = $1 AND backfill_id IS NOT NULL`,
    );
    // A receiver may drop what it has seen by reference (terra.md §2.6).
    expect(references).toHaveLength(2);
  });

  it('outside a request have a reference each', async () => {
    await commit({ records: [write('a', 'x'), write('b', 'x')] });
    expect(await all(`SELECT DISTINCT reference FROM event WHERE connection_id = $1`)).toHaveLength(2);
  });
});

const rawOf = (key: string) => ({
  id: newId(),
  type: 'activity',
  key,
  part: 'detail',
  contentHash: hash('sha256', key, 'buffer'),
  body: Buffer.from(key),
});

it('raw answers of a deleted record are deleted in every version; those of others stay', async () => {
  for (const text of ['one', 'two']) {
    const raws = [rawOf('r'), rawOf('other')];
    await commit({ records: [write('r', text, { rawIds: raws.slice(0, 1).map(({ id }) => id) }), write('other', text)], raws });
  }
  await commit({ records: [write('r', 'gone', { op: 'delete' })] });
  expect(await all(`SELECT DISTINCT record_key FROM raw_payload WHERE connection_id = $1`)).toEqual([{ record_key: 'other' }]);
});

it('raw answers of a connection that was disconnected meanwhile are not kept', async () => {
  await db.query(`DELETE FROM connection WHERE id = $1`, [connectionId]);
  const raws = [rawOf('r')];
  expect(await commit({ raws })).toMatchObject({ changed: 0 });
  expect(await all(`SELECT 1 FROM raw_payload WHERE connection_id = $1`)).toEqual([]);
  await expect(commit({ raws, records: [write('r', 'one')] })).rejects.toMatchObject({ code: '23503' });
});
