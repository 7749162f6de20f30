/** A bucket of S3 or of a store that speaks its protocol. */
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { Problem } from '../../model/problem.js';
import type { HeldObject, ObjectContent, ObjectStore } from '../kit/objects/store.js';
import { s3Answer } from './classify.js';
import { s3Errors } from './errors.js';
import type { S3Config } from './spec.js';

type Refusal = 'taken' | 'absent' | 'unsupported' | 'forbidden';

/** Answers that are part of the way of writing; null for every other error. */
function refusalOf(error: unknown): Refusal | null {
  const { code, status } = s3Answer(error);
  // 409 ConditionalRequestConflict: another write under the same name is under way; other 409s are not about conditions.
  if (status === 412 || code === 'PreconditionFailed' || code === 'ConditionalRequestConflict') return 'taken';
  if (code === 'NoSuchBucket') return null;
  if (status === 404) return 'absent';
  if (status === 501 || code === 'NotImplemented') return 'unsupported';
  return code === 'AccessDenied' || (code === undefined && status === 403) ? 'forbidden' : null;
}

const notS3 = (): Problem => s3Errors.problem('NO_ETAG', undefined) ?? new Problem('config', 'this is no S3');

export class S3Store implements ObjectStore {
  readonly keepsConditions: boolean;
  readonly #client: S3Client;
  readonly #place: { readonly Bucket: string; readonly ExpectedBucketOwner?: string };
  readonly #extra: Partial<PutObjectCommandInput>;

  constructor(client: S3Client, config: S3Config) {
    const { bucket, expected_bucket_owner: owner, storage_class: storageClass, kms_key_id: kmsKey, tags } = config;
    this.#client = client;
    this.keepsConditions = config.endpoint === undefined;
    this.#place = { Bucket: bucket, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) };
    this.#extra = {
      ...(storageClass === undefined ? {} : { StorageClass: storageClass }),
      ...(kmsKey === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey }),
      ...(tags === undefined ? {} : { Tagging: new URLSearchParams(tags).toString() }),
    };
  }

  async create(name: string, content: ObjectContent, signal: AbortSignal): Promise<'created' | 'exists' | 'unsupported'> {
    const refusal = await this.#put(name, content, { IfNoneMatch: '*' }, signal);
    if (refusal === null) return 'created';
    return refusal === 'unsupported' ? refusal : 'exists';
  }

  async head(name: string, signal: AbortSignal): Promise<HeldObject | 'absent' | 'forbidden'> {
    try {
      const { ETag, Metadata = {} } = await this.#client.send(new HeadObjectCommand({ ...this.#place, Key: name }), {
        abortSignal: signal,
      });
      if (ETag === undefined) throw notS3();
      return { version: ETag, metadata: Metadata };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'absent' || refusal === 'forbidden') return refusal;
      throw await this.#spoken(name, error, signal);
    }
  }

  /** An answer to HEAD has no body and so no code: of 400 only a GET tells whether it is about keys, region or clock. */
  async #spoken(name: string, error: unknown, signal: AbortSignal): Promise<unknown> {
    const { code, status } = s3Answer(error);
    if (code !== undefined || status !== 400) return error;
    try {
      const command = new GetObjectCommand({ ...this.#place, Key: name, Range: 'bytes=0-0' });
      await (await this.#client.send(command, { abortSignal: signal })).Body?.transformToByteArray();
      return error;
    } catch (said) {
      return said;
    }
  }

  async replace(
    name: string,
    content: ObjectContent,
    version: string,
    signal: AbortSignal,
  ): Promise<'replaced' | 'changed' | 'unsupported'> {
    const refusal = await this.#put(name, content, { IfMatch: version }, signal);
    if (refusal === null) return 'replaced';
    return refusal === 'unsupported' ? refusal : 'changed';
  }

  async overwrite(name: string, content: ObjectContent, signal: AbortSignal): Promise<void> {
    await this.#client.send(this.#command(name, content, {}), { abortSignal: signal });
  }

  async remove(
    name: string,
    version: string | null,
    signal: AbortSignal,
  ): Promise<'removed' | 'changed' | 'unsupported' | 'forbidden'> {
    const condition = version === null ? {} : { IfMatch: version };
    try {
      await this.#client.send(new DeleteObjectCommand({ ...this.#place, Key: name, ...condition }), { abortSignal: signal });
      return 'removed';
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null || (refusal === 'unsupported' && version === null)) throw error;
      if (refusal === 'taken') return 'changed';
      return refusal === 'absent' ? 'removed' : refusal;
    }
  }

  /** @returns null when it is written */
  async #put(
    name: string,
    content: ObjectContent,
    condition: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'>,
    signal: AbortSignal,
  ): Promise<Exclude<Refusal, 'forbidden'> | null> {
    try {
      await this.#client.send(this.#command(name, content, condition), { abortSignal: signal });
      return null;
    } catch (error) {
      const refusal = refusalOf(error);
      // To a create, 404 without a code is the bucket's.
      if (refusal === null || refusal === 'forbidden' || (refusal === 'absent' && condition.IfMatch === undefined)) throw error;
      return refusal;
    }
  }

  #command(name: string, { bytes, mediaType, metadata }: ObjectContent, condition: Partial<PutObjectCommandInput>) {
    return new PutObjectCommand({
      ...this.#place,
      ...this.#extra,
      ...condition,
      Key: name,
      Body: bytes,
      ContentType: mediaType,
      ContentLength: bytes.byteLength,
      Metadata: { ...metadata },
    });
  }
}
