import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../settings/load.js';
import { sharedVersitygw, uniqueName } from '../../test/support/servers/shared.js';
import { assertPayloadBucket, payloadBucketOf } from './payload-bucket.js';

const of = (env: Readonly<Record<string, string>>) => payloadBucketOf(loadSettings(env));

describe('the payload bucket of the settings', () => {
  it('is none by default, and one with or without keys and prefix', () => {
    expect(of({})).toBeNull();
    expect(of({ FREEHUB_PAYLOAD_BUCKET: 's3://rides' })).toMatchObject({
      options: { bucket: 'rides', prefix: '', credentials: null },
    });
    const whole = of({
      FREEHUB_PAYLOAD_BUCKET: 's3://rides/a/b/',
      FREEHUB_PAYLOAD_ENDPOINT: 'https://s3.example',
      FREEHUB_PAYLOAD_REGION: 'eu-west-1',
      FREEHUB_PAYLOAD_ACCESS_KEY_ID: 'id',
      FREEHUB_PAYLOAD_SECRET_ACCESS_KEY: 'secret',
    });
    expect(whole).toMatchObject({
      options: {
        bucket: 'rides',
        prefix: 'a/b/',
        region: 'eu-west-1',
        endpoint: 'https://s3.example',
        credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      },
    });
  });

  it.each([
    [{ FREEHUB_PAYLOAD_BUCKET: 'rides' }, /FREEHUB_PAYLOAD_BUCKET must be s3:/],
    [{ FREEHUB_PAYLOAD_BUCKET: 's3://rides', FREEHUB_PAYLOAD_ACCESS_KEY_ID: 'id' }, /go together/],
    [{ FREEHUB_PAYLOAD_ENDPOINT: 'https://s3.example' }, /FREEHUB_PAYLOAD_BUCKET is not set/],
  ])('is refused half set up: %j', (env, message) => {
    expect(() => of(env)).toThrow(expect.objectContaining({ kind: 'config', message: expect.stringMatching(message) }));
  });
});

describe('a process that starts', () => {
  const start = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const warned: string[] = [];
    await assertPayloadBucket(loadSettings(env), (line) => warned.push(line));
    return warned;
  };

  it('says which bucket is missing or refuses its key, and is content with one that works', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = await sharedVersitygw();
    const bucket = uniqueName('start');
    const env = {
      FREEHUB_PAYLOAD_BUCKET: `s3://${bucket}/bodies`,
      FREEHUB_PAYLOAD_ENDPOINT: endpoint,
      FREEHUB_PAYLOAD_REGION: region,
      FREEHUB_PAYLOAD_ACCESS_KEY_ID: accessKeyId,
      FREEHUB_PAYLOAD_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const refusal = (code: string) => ({
      kind: 'config',
      message: expect.stringMatching(new RegExp(`^the payload bucket "${bucket}" .* \\(${code}\\): make the bucket`)),
    });
    await expect(start(env)).rejects.toMatchObject(refusal('NoSuchBucket'));
    const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    s3.destroy();
    expect(await start(env)).toEqual([]);
    await expect(start({ ...env, FREEHUB_PAYLOAD_SECRET_ACCESS_KEY: 'wrong' })).rejects.toMatchObject(
      refusal('SignatureDoesNotMatch'),
    );
  }, 60_000);

  it('goes on without a bucket that is away, and says so', async () => {
    expect(await start({})).toEqual([]);
    const away = {
      FREEHUB_PAYLOAD_BUCKET: 's3://rides',
      FREEHUB_PAYLOAD_ENDPOINT: 'http://127.0.0.1:1',
      FREEHUB_PAYLOAD_ACCESS_KEY_ID: 'id',
      FREEHUB_PAYLOAD_SECRET_ACCESS_KEY: 'secret',
    };
    expect(await start(away)).toEqual([
      expect.stringMatching(/^the payload bucket "rides" .* is not reached .*: events with a link wait/),
    ]);
  });
});
