/** The servers of the object stores and of SQS, each asked through its vendor's own client for what the destinations rely on. */
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BlobServiceClient } from '@azure/storage-blob';
import { Storage } from '@google-cloud/storage';
import { describe, expect, it, jest } from '@jest/globals';
import { sharedAzurite, sharedGcs, sharedSqs, sharedVersitygw, uniqueName } from './shared.js';
import { createS3User } from './versitygw.js';

jest.setTimeout(120_000);

describe('the S3 server', () => {
  it('knows conditional writes, signatures and policies', async () => {
    const server = await sharedVersitygw();
    const client = (accessKeyId: string, secretAccessKey: string): S3Client =>
      new S3Client({ ...server, forcePathStyle: true, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey } });
    const administrator = client(server.accessKeyId, server.secretAccessKey);
    const Bucket = uniqueName('rides');
    const put = { Bucket, Key: 'in/a.json', Body: '{}', IfNoneMatch: '*' };
    await administrator.send(new CreateBucketCommand({ Bucket }));
    await administrator.send(new PutObjectCommand(put));
    await expect(administrator.send(new PutObjectCommand(put))).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(client(server.accessKeyId, 'wrong').send(new PutObjectCommand(put))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });

    const user = await createS3User(server);
    const writer = client(user.accessKeyId, user.secretAccessKey);
    await expect(writer.send(new PutObjectCommand({ ...put, Key: 'in/b.json' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    const Resource = `arn:aws:s3:::${Bucket}/in/*`;
    const Statement = [{ Effect: 'Allow', Principal: { AWS: [user.accessKeyId] }, Action: 's3:PutObject', Resource }];
    await administrator.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
    await writer.send(new PutObjectCommand({ ...put, Key: 'in/b.json' }));
  });
});

describe('the SQS server', () => {
  it('sends, receives, drops FIFO repeats and knows the limit of a message', async () => {
    const server = await sharedSqs();
    const client = new SQSClient({ ...server, maxAttempts: 1, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: `${uniqueName('rides')}.fifo`, Attributes: { FifoQueue: 'true' } }),
    );
    const message = { QueueUrl, MessageBody: 'a ride', MessageGroupId: 'user', MessageDeduplicationId: 'event' };
    const first = await client.send(new SendMessageCommand(message));
    const repeat = await client.send(new SendMessageCommand(message));
    expect(repeat.SequenceNumber).toBe(first.SequenceNumber);
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['a ride']);
    const tooLarge = { ...message, MessageBody: 'x'.repeat(1_048_577), MessageDeduplicationId: 'other' };
    await expect(client.send(new SendMessageCommand(tooLarge))).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });
});

describe('the Google Cloud Storage server', () => {
  it('knows generation conditions', async () => {
    const { endpoint, projectId } = await sharedGcs();
    const storage = new Storage({
      apiEndpoint: endpoint,
      projectId,
      useAuthWithCustomEndpoint: false,
      retryOptions: { autoRetry: false, maxRetries: 0 },
    });
    const [bucket] = await storage.createBucket(uniqueName('rides'));
    const once = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
    await bucket.file('a.json').save('{}', once);
    await expect(bucket.file('a.json').save('{"again":true}', once)).rejects.toMatchObject({ code: 412 });
    expect(String((await bucket.file('a.json').download())[0])).toBe('{}');
  });
});

describe('the Azure Blob Storage server', () => {
  it('knows conditional writes and signatures', async () => {
    const { connectionString, accountKey } = await sharedAzurite();
    const once = { conditions: { ifNoneMatch: '*' } };
    const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(uniqueName('rides'));
    await container.create();
    await container.getBlockBlobClient('a.json').upload('{}', 2, once);
    await expect(container.getBlockBlobClient('a.json').upload('[]', 2, once)).rejects.toMatchObject({
      statusCode: 409,
      code: 'BlobAlreadyExists',
    });
    const wrong = connectionString.replace(accountKey, Buffer.alloc(64).toString('base64'));
    await expect(
      BlobServiceClient.fromConnectionString(wrong).getContainerClient(container.containerName).exists(),
    ).rejects.toMatchObject({ statusCode: 403 });
    await container.delete();
  });
});
