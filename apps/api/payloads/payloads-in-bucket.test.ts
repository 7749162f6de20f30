import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PayloadLinks } from '../../../activities/deliver/payload-links.js';
import type { PayloadBucket } from '../../../store/payload-bucket.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { makeTenant } from '../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { sharedVersitygw, uniqueName } from '../../../test/support/servers/shared.js';
import { PAYLOAD_BUCKET } from '../../common/core.module.js';

const bucket = uniqueName('api-payloads');
let api: TestApi;
let s3: S3Client;
beforeAll(async () => {
  const { endpoint, region, accessKeyId, secretAccessKey } = await sharedVersitygw();
  s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  Object.assign(process.env, {
    FREEHUB_PAYLOAD_BUCKET: `s3://${bucket}/bodies`,
    FREEHUB_PAYLOAD_ENDPOINT: endpoint,
    FREEHUB_PAYLOAD_REGION: region,
    FREEHUB_PAYLOAD_ACCESS_KEY_ID: accessKeyId,
    FREEHUB_PAYLOAD_SECRET_ACCESS_KEY: secretAccessKey,
  });
  api = await startTestApi();
}, 120_000);
afterAll(async () => {
  await api.close();
  s3.destroy();
});

it('a link opens what the operator’s bucket holds, and what the database held before', async () => {
  const { environmentId } = await makeTenant(api.db);
  const keys = api.app.get(KeyRing);
  const owner = { environmentId, connectionId: null, sinceMs: Date.now() };
  const [now, before] = [Buffer.from('{"kept":"in the bucket"}'), Buffer.from('{"kept":"in the database"}')];
  const inBucket = await new PayloadLinks(api.db, keys, '', api.app.get<PayloadBucket>(PAYLOAD_BUCKET)).to(owner, now, 300);
  const inDatabase = await new PayloadLinks(api.db, keys, '').to(owner, before, 300);
  for (const [url, body] of [
    [inBucket.url, now],
    [inDatabase.url, before],
  ] as const) {
    const { statusCode, payload } = await api.app.inject({ method: 'GET', url });
    expect([statusCode, payload]).toEqual([200, body.toString()]);
  }
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual([expect.stringMatching(new RegExp(`^bodies/${environmentId}/[0-9a-f]{64}$`))]);
});
