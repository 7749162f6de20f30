/** Payloads in an S3 bucket of the operator's own, by content: `{prefix}{environment}/{sha256}`, zstd. */
import type { DeleteObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { EnvironmentId } from '../model/ids.js';
import { Problem } from '../model/problem.js';

export interface PayloadBucketOptions {
  readonly bucket: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  readonly region: string;
  /** Null = the region's own of AWS. */
  readonly endpoint: string | null;
  /** Null = what this machine has: instance role, workload identity, environment. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** A write that takes longer has failed: garbage is collected twice with more than this in between (payload-garbage.ts). */
export const MOST_REQUEST_MS = 20_000;
const GONE = new Set(['NoSuchKey', 'NotFound']);
/** A process that starts waits for no longer. */
const TRIAL_MS = 8_000;
/** What the SDK finds nobody's fault but the set-up's before it sends anything. */
const OURS = new Set(['CredentialsProviderError']);
/** Answers that another try at the same place does not change: a bucket elsewhere (301), and refusals but "too slow" and "too much". */
const isRefused = (status: number): boolean => status === 301 || (status >= 400 && status < 500 && ![408, 429].includes(status));
const statusOf = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

export class PayloadBucket {
  private opening: Promise<{ client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }> | null = null;

  constructor(private readonly options: PayloadBucketOptions) {}

  /** Writes, reads and deletes a small object. @throws Problem config when it is refused, transient when the bucket is not reached */
  async trial(): Promise<void> {
    const at = { Bucket: this.options.bucket, Key: `${this.options.prefix}freehub-trial` };
    const signal = AbortSignal.timeout(TRIAL_MS);
    let doing = 'written to';
    try {
      const { client, sdk } = await (this.opening ??= this.open());
      await client.send(new sdk.PutObjectCommand({ ...at, Body: 'freehub' }), { abortSignal: signal });
      doing = 'read';
      await (await client.send(new sdk.GetObjectCommand(at), { abortSignal: signal })).Body?.transformToByteArray();
      doing = 'deleted from';
      await client.send(new sdk.DeleteObjectCommand(at), { abortSignal: signal });
    } catch (error) {
      const code = error instanceof Error ? error.name : 'unknown';
      // Two processes that start at once share the object: one may have deleted it.
      if (doing === 'read' && GONE.has(code)) return;
      const status = statusOf.safeParse(error).data?.$metadata.httpStatusCode ?? 0;
      const refused = OURS.has(code) || isRefused(status);
      throw new Problem(
        refused ? 'config' : 'transient',
        `the payload bucket "${this.options.bucket}" (FREEHUB_PAYLOAD_BUCKET) ${refused ? `cannot be ${doing}` : 'is not reached'} (${code})`,
        { code, cause: error },
      );
    }
  }

  /** @throws Problem transient */
  async put(environmentId: EnvironmentId, digest: string, body: Uint8Array): Promise<void> {
    await this.send('keeping a payload', async ({ client, sdk }, abortSignal) => {
      const input = { ...this.at(environmentId, digest), Body: body, ContentType: 'application/zstd' };
      await client.send(new sdk.PutObjectCommand(input), { abortSignal });
    });
  }

  /** @returns null when it is not there. @throws Problem transient */
  get(environmentId: EnvironmentId, digest: string): Promise<Uint8Array | null> {
    return this.send('fetching a payload', async ({ client, sdk }, abortSignal) => {
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand(this.at(environmentId, digest)), { abortSignal });
        return Body ? await Body.transformToByteArray() : null;
      } catch (error) {
        if (error instanceof Error && GONE.has(error.name)) return null;
        throw error;
      }
    });
  }

  /** One that is not there is deleted as well. @throws Problem transient */
  async delete(environmentId: EnvironmentId, digest: string): Promise<void> {
    await this.send('deleting a payload', async ({ client, sdk }, abortSignal) => {
      await client.send(new sdk.DeleteObjectCommand(this.at(environmentId, digest)), { abortSignal });
    });
  }

  async close(): Promise<void> {
    const opened = await this.opening?.catch(() => null);
    opened?.client.destroy();
  }

  private at(environmentId: EnvironmentId, digest: string): DeleteObjectCommandInput {
    return { Bucket: this.options.bucket, Key: `${this.options.prefix}${environmentId}/${digest}` };
  }

  /** The SDK's errors name the object and the account: only their code is told. */
  private async send<Result>(
    doing: string,
    work: (s3: { client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work(await (this.opening ??= this.open()), AbortSignal.timeout(MOST_REQUEST_MS));
    } catch (error) {
      const code = error instanceof Error ? error.name : 'unknown';
      throw new Problem('transient', `the payload bucket did not do it while ${doing} (${code}); see FREEHUB_PAYLOAD_BUCKET`, {
        code,
        cause: error,
      });
    }
  }

  private async open(): Promise<{ client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }> {
    const sdk = await import('@aws-sdk/client-s3');
    const { region, endpoint, credentials } = this.options;
    // The operator's own address: what destinations may reach (egress) is not asked.
    const client = new sdk.S3Client({
      region,
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === null ? {} : { credentials: { ...credentials } }),
      // Others than AWS may not know the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { client, sdk };
  }
}
