/** Buckets, each by the vendor's own client. */
import { TestContainer } from '../../../../destinations/azureblob/testing/container.js';
import { FakeGoogle } from '../../../../destinations/gcs/testing/fake-google.js';
import { FULL_RIGHTS, TestBucket } from '../../../../destinations/s3/testing/bucket.js';
import { heldOnce, type DestinationReader } from './events.js';

/** Of events; beside them lie the provider's own files and the object of the check. */
const FOLDER = '2022-03-16/';
const AT_ONCE = 16;

/** As a reader of a bucket does it: list, then fetch. */
async function eventsIn(
  names: (prefix: string) => Promise<readonly string[]>,
  read: (name: string) => Promise<{ readonly bytes: Uint8Array }>,
) {
  const events: unknown[] = [];
  const left = (await names(FOLDER)).filter((name) => name.endsWith('.json'));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop())
        events.push(JSON.parse(Buffer.from((await read(name)).bytes).toString()));
    }),
  );
  return heldOnce(events);
}

export async function s3Reader(): Promise<DestinationReader> {
  const bucket = await TestBucket.make();
  const [user] = await bucket.users(FULL_RIGHTS);
  return {
    name: 's3',
    kind: 's3',
    config: bucket.config(user),
    readAll: () =>
      eventsIn(
        (prefix) => bucket.names(prefix),
        (name) => bucket.read(name),
      ),
    dispose: () => {
      bucket.administrator.destroy();
      return Promise.resolve();
    },
  };
}

export async function gcsReader(): Promise<DestinationReader> {
  const google = await FakeGoogle.start();
  return {
    name: 'gcs',
    kind: 'gcs',
    config: { bucket: google.bucket.name, service_account_key: google.accountKey(), api_endpoint: google.front.url },
    readAll: () =>
      eventsIn(
        (prefix) => google.names(prefix),
        (name) => google.read(name),
      ),
    dispose: () => google.front.stop(),
  };
}

export async function azureReader(): Promise<DestinationReader> {
  const container = await TestContainer.make();
  return {
    name: 'azureblob',
    kind: 'azureblob',
    config: container.config(container.sas('rcwd')),
    readAll: () =>
      eventsIn(
        (prefix) => container.names(prefix),
        (name) => container.read(name),
      ),
    dispose: () => container.remove(),
  };
}
