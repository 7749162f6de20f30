/** Buckets of three vendors, each made empty. */
import { BlobServiceClient } from '@azure/storage-blob';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Problem } from '../../../model/problem.js';
import { SHARED_SERVERS } from '../servers/host.js';
import type { Target } from './target.js';

const BUCKET = 'rides';

export const s3: Target = {
  name: 's3',
  kind: 's3',
  what: 'versitygw',
  needs: ['versitygw'],
  open: async (host) => {
    const { endpoint, region, accessKeyId, secretAccessKey } = await host.shared(SHARED_SERVERS.versitygw);
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    client.destroy();
    const keys = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    return { config: { bucket: BUCKET, region, endpoint, force_path_style: true, ...keys } };
  },
};

export const gcs: Target = {
  name: 'gcs',
  kind: 'gcs',
  what: 'fake-gcs-server',
  needs: ['fake-gcs-server'],
  open: async (host) => {
    const { endpoint, projectId } = await host.shared(SHARED_SERVERS.fakeGcs);
    const made = await fetch(`${endpoint}/storage/v1/b?project=${projectId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: BUCKET }),
    });
    if (!made.ok) throw new Problem('transient', `fake-gcs-server made no bucket: ${await made.text()}`);
    return {
      config: { bucket: BUCKET, api_endpoint: endpoint, emulator: true },
      look: `curl ${endpoint}/storage/v1/b/${BUCKET}/o`,
    };
  },
};

export const azureblob: Target = {
  name: 'azureblob',
  kind: 'azureblob',
  what: 'azurite',
  needs: ['azurite'],
  open: async (host) => {
    const { accountUrl, accountName, accountKey, connectionString } = await host.shared(SHARED_SERVERS.azurite);
    await BlobServiceClient.fromConnectionString(connectionString).createContainer(BUCKET);
    return { config: { account_url: accountUrl, account_name: accountName, container: BUCKET, account_key: accountKey } };
  },
};
