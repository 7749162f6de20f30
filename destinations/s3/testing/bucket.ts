/** A bucket of its own on the shared server, and the vendor's client as its administrator, for reading back. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { sharedVersitygw, uniqueName } from '../../../test/support/servers/shared.js';
import { createS3User } from '../../../test/support/servers/versitygw.js';
import type { S3User, VersitygwAddress } from '../../../test/support/servers/versitygw.js';

export const FULL_RIGHTS = ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'];

export class TestBucket {
  private constructor(
    readonly server: VersitygwAddress,
    readonly name: string,
    readonly administrator: S3Client,
  ) {}

  static async make(): Promise<TestBucket> {
    const server = await sharedVersitygw();
    const { accessKeyId, secretAccessKey, endpoint, region } = server;
    const administrator = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey },
    });
    const name = uniqueName('rides');
    await administrator.send(new CreateBucketCommand({ Bucket: name }));
    return new TestBucket(server, name, administrator);
  }

  /** Users who may do only this on objects of this bucket, one for each list of actions. Users of an earlier call lose their rights. */
  async users<Lists extends readonly (readonly string[])[]>(...lists: Lists): Promise<{ [Index in keyof Lists]: S3User }>;
  async users(...lists: readonly (readonly string[])[]): Promise<S3User[]> {
    const users = await Promise.all(lists.map(() => createS3User(this.server)));
    const Statement = users.map(({ accessKeyId }, index) => ({
      Effect: 'Allow',
      Principal: { AWS: [accessKeyId] },
      Action: lists[index],
      Resource: `arn:aws:s3:::${this.name}/*`,
    }));
    await this.administrator.send(
      new PutBucketPolicyCommand({ Bucket: this.name, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
    return users;
  }

  /** Config with a user's keys; through `endpoint` where one is given. */
  config({ accessKeyId, secretAccessKey }: S3User, endpoint = this.server.endpoint) {
    return {
      bucket: this.name,
      region: this.server.region,
      access_key_id: accessKeyId,
      secret_access_key: secretAccessKey,
      endpoint,
      force_path_style: true,
    };
  }

  async names(prefix = ''): Promise<string[]> {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.administrator.send(
        new ListObjectsV2Command({
          Bucket: this.name,
          Prefix: prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  }

  async read(name: string) {
    const {
      Body,
      Metadata = {},
      ContentType,
    } = await this.administrator.send(new GetObjectCommand({ Bucket: this.name, Key: name }));
    return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), metadata: Metadata, mediaType: ContentType };
  }

  async texts(prefix = ''): Promise<string[]> {
    return Promise.all((await this.names(prefix)).map(async (name) => Buffer.from((await this.read(name)).bytes).toString()));
  }
}
