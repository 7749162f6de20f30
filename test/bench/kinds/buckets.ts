/** Stores of objects: one request an event, sixteen at once. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ContainerClient } from '@azure/storage-blob';
import { Storage } from '@google-cloud/storage';
import pLimit from 'p-limit';
import { TestContainer } from '../../../destinations/azureblob/testing/container.js';
import { FakeGoogle } from '../../../destinations/gcs/testing/fake-google.js';
import { objectCapabilities } from '../../../destinations/kit/objects/fields.js';
import { FULL_RIGHTS, TestBucket } from '../../../destinations/s3/testing/bucket.js';
import { sharedGcs } from '../../support/servers/shared.js';
import type { MeasuredKind } from './target.js';

const { concurrency } = objectCapabilities;
const TYPE = 'application/json';

export const s3: MeasuredKind = {
  title: 's3',
  kind: 's3',
  floor: '@aws-sdk/client-s3, 16 PutObject at once',
  async open() {
    const bucket = await TestBucket.make();
    const [user] = await bucket.users(FULL_RIGHTS);
    const { endpoint, region } = bucket.server;
    const client = new S3Client({ endpoint, region, forcePathStyle: true, maxAttempts: 1, credentials: user });
    const limit = pLimit(concurrency);
    return {
      config: bucket.config(user),
      bare: (items) =>
        limit.map(items, ({ key, body }) =>
          client.send(new PutObjectCommand({ Bucket: bucket.name, Key: `bare/${key}`, Body: body, ContentType: TYPE })),
        ),
      close: () => {
        client.destroy();
        bucket.administrator.destroy();
        return Promise.resolve();
      },
    };
  },
};

export const gcs: MeasuredKind = {
  title: 'gcs',
  kind: 'gcs',
  floor: '@google-cloud/storage, 16 uploads at once; both through a proxy of the bench',
  async open() {
    const google = await FakeGoogle.start();
    const { front } = google;
    const guarded = front.intercept;
    // Tokens are granted, but not asked for: the vendor's client comes the same way without one.
    front.intercept = (request) => (request.url === '/token' ? guarded(request) : undefined);
    const storage = new Storage({
      apiEndpoint: front.url,
      projectId: (await sharedGcs()).projectId,
      useAuthWithCustomEndpoint: false,
      retryOptions: { autoRetry: false },
    });
    const bucket = storage.bucket(google.bucket.name);
    const limit = pLimit(concurrency);
    return {
      config: { bucket: bucket.name, service_account_key: google.accountKey(), api_endpoint: front.url },
      bare: (items) =>
        limit.map(items, ({ key, body }) =>
          bucket.file(`bare/${key}`).save(Buffer.from(body), { resumable: false, contentType: TYPE }),
        ),
      close: () => front.stop(),
    };
  },
};

export const azureblob: MeasuredKind = {
  title: 'azureblob',
  kind: 'azureblob',
  floor: '@azure/storage-blob, 16 uploads at once',
  async open() {
    const container = await TestContainer.make();
    const config = container.config(container.sas('rcwd'));
    const client = new ContainerClient(`${config.account_url}/${config.container}?${config.sas_token}`);
    const limit = pLimit(concurrency);
    return {
      config,
      bare: (items) =>
        limit.map(items, ({ key, body }) =>
          client.getBlockBlobClient(`bare/${key}`).upload(body, body.byteLength, { blobHTTPHeaders: { blobContentType: TYPE } }),
        ),
      close: () => container.remove(),
    };
  },
};
