import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PRIORITY } from '../../model/delivery.js';
import { type ConnectionId, type EnvironmentId, type ProviderAppId, newId } from '../../model/ids.js';
import { standardRide } from '../../providers/insiders/normalize/standard-ride.fixture.js';
import { providers } from '../../providers/registry.js';
import { connect } from '../../store/connections/lifecycle.js';
import { type Database, openDatabase } from '../../store/database.js';
import { commitSync } from '../../store/sync/commit.js';
import { type TestDatabase, createDatabase } from '../../test/support/servers/postgres.js';
import { Packer } from './packer.js';
import { Renormalize, type RenormalizeScope } from './renormalize.js';

let database: TestDatabase;
let db: Database;
const environmentId = newId<EnvironmentId>();
const connectionId = newId<ConnectionId>();
const packer = new Packer(providers, 0);
const everything: RenormalizeScope = { environmentId: null, connectionId: null, startMs: null, endMs: null };
const { id: key, detail, streams } = standardRide(60);

beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
  const providerAppId = newId<ProviderAppId>();
  await db.query(`INSERT INTO environment (id, dev_id, name) VALUES ($1, 'dev', 'dev')`, [environmentId]);
  await db.query(
    `INSERT INTO provider_app (id, environment_id, provider, config, secrets, hook_path, hook_verify_token) VALUES ($1, $2, 'INSIDERS', '{}', '', 'x', 'y')`,
    [providerAppId, environmentId],
  );
  await db.query(`INSERT INTO destination (environment_id, kind, name, config, secrets) VALUES ($1, 'webhook', 'w', '{}', '')`, [
    environmentId,
  ]);
  await connect(db, {
    id: connectionId,
    environmentId,
    providerAppId,
    provider: 'INSIDERS',
    providerUserId: 'u',
    referenceId: null,
    scopes: '',
  });
}, 120_000);
afterAll(async () => {
  await packer.close();
  await db.end();
  await database.dispose();
});

/** As a sync stores it. @param normalized false = it could not be read then. */
async function store(normalized: boolean): Promise<void> {
  const ref = { type: 'activity', id: key, revision: null } as const;
  const { record, raws } = await packer.pack('INSIDERS', ref, [
    { part: 'detail', bytes: detail },
    { part: 'streams', bytes: streams },
  ]);
  const written = raws.map((raw) => ({ id: newId(), type: 'activity', key, ...raw }));
  await commitSync(db, {
    connectionId,
    environmentId,
    records: record && normalized ? [{ ...record, op: 'upsert', rawIds: written.map(({ id }) => id) }] : [],
    raws: written,
    notices: [],
    priority: PRIORITY.live,
    backfillId: null,
    covered: null,
    leaseToken: null,
    polledUntilMs: null,
    nextPollMs: null,
  });
}
const renormalize = (scope: Partial<RenormalizeScope> = {}, dryRun = false) =>
  new Renormalize(db, packer).run({ ...everything, ...scope }, dryRun);
const revision = async () => (await db.query<{ revision: number }>(`SELECT revision FROM record`)).rows[0]?.revision;

beforeEach(async () => {
  await db.query(`DELETE FROM delivery; DELETE FROM event; DELETE FROM record; DELETE FROM raw_payload`);
});

describe('renormalizing', () => {
  it('changes nothing when nothing would be different', async () => {
    await store(true);
    expect(await renormalize()).toMatchObject({ seen: 1, changed: 0, unchanged: 1 });
    expect(await revision()).toBe(1);
  });

  it('stores what comes out differently as a new revision and sends it, last in the queue', async () => {
    await store(true);
    const right = (await db.query<{ body: Buffer }>(`SELECT body FROM record`)).rows[0]?.body;
    await db.query(`UPDATE delivery SET state = 'delivered'`);
    // As an older version of the normalizing had it.
    await db.query(`UPDATE record SET body = '\\x00', content_hash = '\\x00'`);
    expect(await renormalize({}, true)).toMatchObject({ seen: 1, changed: 1 });
    expect(await revision()).toBe(1);
    expect(await renormalize()).toMatchObject({ changed: 1, destinationIds: [expect.any(String)] });
    expect(await revision()).toBe(2);
    expect((await db.query<{ body: Buffer }>(`SELECT body FROM record`)).rows[0]?.body).toEqual(right);
    expect((await db.query(`SELECT priority FROM delivery WHERE state = 'pending'`)).rows).toEqual([
      { priority: PRIORITY.replay },
    ]);
    expect(await renormalize()).toMatchObject({ unchanged: 1 });
  });

  it('leaves a record alone that a sync has made from a newer answer meanwhile, also without revisions of the provider', async () => {
    await store(true);
    // As an older version of the normalizing had it, of a provider that counts no revisions.
    await db.query(`UPDATE record SET body = '\\x00', content_hash = '\\x00', provider_revision = NULL`);
    const slow = new Packer(providers, 0);
    const pack = slow.pack.bind(slow);
    slow.pack = async (provider, ref, parts) => {
      const packed = await pack(provider, ref, parts);
      // The live sync is faster than we are: it has stored what the provider says by now.
      await db.query(
        `UPDATE record SET content_hash = '\\x01', summary = 'newer', raw_ids = ARRAY[uuidv7()], revision = revision + 1`,
      );
      return { ...packed, record: packed.record && { ...packed.record, providerRevision: null } };
    };
    expect(await new Renormalize(db, slow).run(everything, false)).toMatchObject({ seen: 1, changed: 0, unchanged: 1 });
    await slow.close();
    expect((await db.query(`SELECT summary, revision FROM record`)).rows).toEqual([
      { summary: Buffer.from('newer'), revision: 2 },
    ]);
  });

  it('makes records of answers that could not be read before', async () => {
    await store(false);
    expect(await revision()).toBeUndefined();
    expect(await renormalize()).toMatchObject({ seen: 1, changed: 1, failed: 0 });
    expect(await revision()).toBe(1);
  });

  it('leaves records alone whose answers are gone, and what is out of scope', async () => {
    await store(true);
    const { rows } = await db.query<{ ms: number }>(`SELECT (extract(epoch FROM started_at) * 1000)::float8 AS ms FROM record`);
    const ms = rows[0]?.ms ?? 0;
    expect(await renormalize({ endMs: ms })).toMatchObject({ seen: 0 });
    expect(await renormalize({ startMs: ms, endMs: ms + 1 })).toMatchObject({ seen: 1 });
    expect(await renormalize({ environmentId: newId() })).toMatchObject({ seen: 0 });
    expect(await renormalize({ connectionId: newId() })).toMatchObject({ seen: 0 });
    await db.query(`DELETE FROM raw_payload`);
    expect(await renormalize()).toMatchObject({ seen: 1, withoutRaw: 1 });
    expect(await revision()).toBe(1);
  });

  it('counts what still cannot be read', async () => {
    await store(false);
    await db.query(`DELETE FROM raw_payload WHERE part = 'detail'`);
    expect(await renormalize()).toMatchObject({ seen: 1, failed: 1 });
  });
});
