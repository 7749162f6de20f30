/** Each fault, between the S3 client and the S3 server: what the client sees, and whether the object was written. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sharedToxiproxy, sharedVersitygw, uniqueName } from './shared.js';
import type { FaultProxy } from './toxiproxy-client.js';

jest.setTimeout(120_000);

describe('faults', () => {
  const Bucket = uniqueName('rides');
  let proxy: FaultProxy;
  let direct: S3Client;
  let through: () => S3Client;
  beforeAll(async () => {
    const { accessKeyId, secretAccessKey, region, endpoint } = await sharedVersitygw();
    proxy = await (await sharedToxiproxy()).proxy(new URL(endpoint).host);
    const client = (port: number | string): S3Client =>
      new S3Client({
        endpoint: `http://127.0.0.1:${port}`,
        region,
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: { accessKeyId, secretAccessKey },
        requestHandler: new NodeHttpHandler({ requestTimeout: 700, throwOnRequestTimeout: true, connectionTimeout: 700 }),
      });
    direct = client(new URL(endpoint).port);
    through = () => client(proxy.port);
    await direct.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => proxy.remove());

  /** @returns whether the client saw it succeed, and whether it was written */
  async function put(Key: string): Promise<{ seen: boolean; written: boolean }> {
    const client = through();
    const yes = (doing: Promise<unknown>): Promise<boolean> =>
      doing.then(
        () => true,
        () => false,
      );
    const seen = await yes(client.send(new PutObjectCommand({ Bucket, Key, Body: 'x'.repeat(2_000) })));
    client.destroy();
    return { seen, written: await yes(direct.send(new HeadObjectCommand({ Bucket, Key }))) };
  }

  it.each<[string, (on: FaultProxy) => Promise<void>, { seen: boolean; written: boolean }]>([
    ['refuse', (on) => on.refuse(), { seen: false, written: false }],
    ['cutAnswers', (on) => on.cutAnswers(), { seen: false, written: true }],
    ['cutAnswersAfter', (on) => on.cutAnswersAfter(20), { seen: false, written: true }],
    ['neverAnswer', (on) => on.neverAnswer(), { seen: false, written: true }],
    ['cutRequestsAfter', (on) => on.cutRequestsAfter(200), { seen: false, written: false }],
    ['halfOpen', (on) => on.halfOpen(), { seen: false, written: false }],
    ['delay', (on) => on.delay(300), { seen: true, written: true }],
    ['limitBandwidth', (on) => on.limitBandwidth(50), { seen: true, written: true }],
  ])('%s', async (name, fault, expected) => {
    await fault(proxy);
    const during = await put(name);
    await proxy.heal();
    expect(during).toEqual(expected);
    expect(await put(`${name}-healed`)).toEqual({ seen: true, written: true });
  });

  it('refuses at the port itself', async () => {
    await proxy.refuse();
    await expect(once(connect(proxy.port, proxy.host), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.heal();
  });
});
