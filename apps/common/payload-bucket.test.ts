import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../settings/load.js';
import { payloadBucketOf } from './payload-bucket.js';

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
