import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sharedVersitygw, uniqueName } from '../test/support/servers/shared.js';
import { useTestDatabase } from '../test/support/use-database.js';
import type { ConnectionId } from '../model/ids.js';
import { eraseConnection } from './connections/lifecycle.js';
import { type Database, transaction } from './database.js';
import { PayloadBucket } from './payload-bucket.js';
import { collectPayloadGarbage } from './payload-garbage.js';
import { dropExpiredPayloads, keepPayload, readPayload } from './payloads.js';
import { type Tenant, makeConnection, makeTenant } from './store.fixture.js';

const testDatabase = useTestDatabase();
const name = uniqueName('payloads');
let db: Database;
let s3: S3Client;
let bucket: PayloadBucket;
let away: PayloadBucket;
let tenant: Tenant;
let connectionId: ConnectionId;
let body: Buffer;
beforeAll(async () => {
  db = testDatabase();
  const { endpoint, region, accessKeyId, secretAccessKey } = await sharedVersitygw();
  const options = { bucket: name, prefix: 'kept/', region, endpoint, credentials: { accessKeyId, secretAccessKey } };
  s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: options.credentials });
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  bucket = new PayloadBucket(options);
  away = new PayloadBucket({ ...options, credentials: { accessKeyId, secretAccessKey: 'not-this-one' } });
}, 120_000);
afterAll(async () => {
  await Promise.all([bucket.close(), away.close()]);
  s3.destroy();
});
beforeEach(async () => {
  await db.query(`DELETE FROM payload_garbage`);
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  body = Buffer.from(JSON.stringify({ text: 'ü'.repeat(3_000), of: randomBytes(8).toString('hex') }));
});

const keep = (seconds = 300, where: PayloadBucket | null = bucket) =>
  keepPayload(db, where, { environmentId: tenant.environmentId, connectionId, body, seconds });
const read = (digest: string, where: PayloadBucket | null = bucket) => readPayload(db, where, tenant.environmentId, digest);
const objects = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: `kept/${tenant.environmentId}/` }))).Contents ?? []).map(
    ({ Key }) => Key,
  );
const key = (digest: string) => `kept/${tenant.environmentId}/${digest}`;
const erase = () => transaction(db, (tx) => eraseConnection(tx, connectionId));
const garbage = async () => (await db.query(`SELECT 1 FROM payload_garbage`)).rowCount;

describe('a payload in the bucket', () => {
  it('is one object by its content, in no row, and is read back as it is', async () => {
    const [digest] = await Promise.all([keep(), keep(), keep()]);
    expect(await objects()).toEqual([key(digest)]);
    expect(Buffer.from((await read(digest)) ?? []).equals(body)).toBe(true);
    const { rows } = await db.query(`SELECT body, in_bucket, bytes FROM payload WHERE environment_id = $1`, [
      tenant.environmentId,
    ]);
    expect(rows).toEqual([{ body: null, in_bucket: true, bytes: body.length }]);
  });

  it('goes with its user', async () => {
    const digest = await keep();
    await erase();
    expect(await read(digest)).toBeNull();
    expect(await collectPayloadGarbage(db, bucket)).toBe(1);
    expect(await objects()).toEqual([]);
  });

  it('goes with its environment', async () => {
    await keep();
    await db.query(`DELETE FROM environment WHERE id = $1`, [tenant.environmentId]);
    await collectPayloadGarbage(db, bucket);
    expect(await objects()).toEqual([]);
  });

  it('goes when its time is over, and may come again', async () => {
    const digest = await keep(-120);
    expect(await read(digest)).toBeNull();
    expect(await dropExpiredPayloads(db)).toBe(1);
    await collectPayloadGarbage(db, bucket);
    expect(await objects()).toEqual([]);
    await keep();
    await collectPayloadGarbage(db, bucket);
    expect(await objects()).toEqual([key(digest)]);
    expect(await read(digest)).not.toBeNull();
  });

  it('that could not be deleted is deleted by a later round; the last round forgets it', async () => {
    await keep();
    await erase();
    await expect(collectPayloadGarbage(db, away)).rejects.toMatchObject({ kind: 'transient', code: 'SignatureDoesNotMatch' });
    expect(await garbage()).toBe(1);
    expect(await collectPayloadGarbage(db, bucket)).toBe(1);
    expect(await collectPayloadGarbage(db, bucket)).toBe(0);
    expect(await garbage()).toBe(1);
    await db.query(`UPDATE payload_garbage SET since = now() - interval '3 minutes'`);
    expect(await collectPayloadGarbage(db, bucket)).toBe(1);
    expect(await garbage()).toBe(0);
  });

  it('that could not be written is none, and is written by the next try', async () => {
    await expect(keep(300, away)).rejects.toMatchObject({ kind: 'transient' });
    expect(await objects()).toEqual([]);
    const digest = await keep();
    expect(await read(digest)).not.toBeNull();
  });

  it('whose user goes while it is written leaves nothing behind', async () => {
    const put = bucket.put.bind(bucket);
    const slow = Object.assign(Object.create(bucket) as PayloadBucket, {
      put: async (...of: Parameters<typeof put>) => {
        await erase();
        await collectPayloadGarbage(db, bucket);
        await put(...of);
      },
    });
    const digest = await keep(300, slow);
    expect(await objects()).toEqual([key(digest)]);
    await collectPayloadGarbage(db, bucket);
    expect(await objects()).toEqual([]);
  });

  it('stands beside those that the database keeps: both are read', async () => {
    const before = await keep(300, null);
    expect(Buffer.from((await read(before)) ?? []).equals(body)).toBe(true);
    await keep();
    expect(await objects()).toEqual([]);
  });
});
