/** A bucket of Google Cloud Storage, over its JSON API: one request a write, no retries or clocks but our own. */
import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import type { DestinationIo } from '../kit/destination.js';
import type { HeldObject, ObjectContent, ObjectStore } from '../kit/objects/store.js';
import { GcsRefusal, refusalOf } from './answer.js';
import type { GcsConfig } from './spec.js';
import type { TokenSource } from './token.js';

const GOOGLE = 'https://storage.googleapis.com';
const heldObject = z.object({ generation: z.string(), metadata: z.record(z.string(), z.string()).default({}) });

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly mediaType?: string;
  readonly body?: Uint8Array;
}

const isStatus = (error: unknown, ...statuses: readonly number[]): boolean =>
  error instanceof GcsRefusal && statuses.includes(error.status);

export class GcsStore implements ObjectStore {
  readonly keepsConditions: boolean;
  readonly #io: DestinationIo;
  readonly #tokens: TokenSource | null;
  readonly #base: string;
  readonly #bucket: string;
  readonly #storageClass: string | undefined;
  readonly #query: Readonly<Record<string, string>>;

  /** @param tokens null for an emulator */
  constructor(config: GcsConfig, io: DestinationIo, tokens: TokenSource | null) {
    this.#io = io;
    this.keepsConditions = config.api_endpoint === undefined;
    this.#tokens = tokens;
    this.#base = (config.api_endpoint ?? GOOGLE).replace(/\/+$/, '');
    this.#bucket = encodeURIComponent(config.bucket);
    this.#storageClass = config.storage_class;
    this.#query = config.kms_key_name === undefined ? {} : { kmsKeyName: config.kms_key_name };
  }

  async create(name: string, content: ObjectContent, signal: AbortSignal): Promise<'created' | 'exists'> {
    return (await this.#insert(name, content, '0', signal)) ? 'created' : 'exists';
  }

  async head(name: string, signal: AbortSignal): Promise<HeldObject | 'absent' | 'forbidden'> {
    try {
      const text = await this.#call(
        { method: 'GET', path: this.#pathOf(name), query: { fields: 'generation,metadata' } },
        signal,
      );
      const { generation, metadata } = heldObject.parse(JSON.parse(text));
      return { version: generation, metadata };
    } catch (error) {
      if (isStatus(error, 404)) return 'absent';
      if (isStatus(error, 403)) return 'forbidden';
      throw error;
    }
  }

  async replace(name: string, content: ObjectContent, version: string, signal: AbortSignal): Promise<'replaced' | 'changed'> {
    return (await this.#insert(name, content, version, signal)) ? 'replaced' : 'changed';
  }

  async overwrite(name: string, content: ObjectContent, signal: AbortSignal): Promise<void> {
    await this.#insert(name, content, null, signal);
  }

  async remove(name: string, version: string | null, signal: AbortSignal): Promise<'removed' | 'changed' | 'forbidden'> {
    try {
      const query = version === null ? {} : { ifGenerationMatch: version };
      await this.#call({ method: 'DELETE', path: this.#pathOf(name), query }, signal);
      return 'removed';
    } catch (error) {
      if (isStatus(error, 404)) return 'removed';
      if (isStatus(error, 412)) return 'changed';
      if (isStatus(error, 403)) return 'forbidden';
      throw error;
    }
  }

  #pathOf(name: string): string {
    return `/storage/v1/b/${this.#bucket}/o/${encodeURIComponent(name)}`;
  }

  /** @returns false when the condition did not hold */
  async #insert(name: string, content: ObjectContent, generation: string | null, signal: AbortSignal): Promise<boolean> {
    const { bytes, mediaType, metadata } = content;
    const boundary = `freehub-${randomBytes(12).toString('hex')}`;
    const resource = {
      name,
      contentType: mediaType,
      metadata,
      ...(this.#storageClass === undefined ? {} : { storageClass: this.#storageClass }),
    };
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(resource)}\r\n--${boundary}\r\ncontent-type: ${mediaType}\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const query = { uploadType: 'multipart', ...this.#query, ...(generation === null ? {} : { ifGenerationMatch: generation }) };
    const path = `/upload/storage/v1/b/${this.#bucket}/o`;
    try {
      await this.#call({ method: 'POST', path, query, mediaType: `multipart/related; boundary=${boundary}`, body }, signal);
      return true;
    } catch (error) {
      // 404 to a replacement: the object, or the bucket, which the next look tells.
      if (isStatus(error, 412) || (generation !== null && generation !== '0' && isStatus(error, 404))) return false;
      throw error;
    }
  }

  async #call(call: Call, signal: AbortSignal): Promise<string> {
    if (!this.#tokens) return this.#send(call, null, signal);
    const token = await this.#tokens.get();
    try {
      return await this.#send(call, token, signal);
    } catch (error) {
      if (!isStatus(error, 401)) throw error;
      this.#tokens.forget(token);
      return this.#send(call, await this.#tokens.get(), signal);
    }
  }

  async #send({ method, path, query, mediaType, body }: Call, token: string | null, signal: AbortSignal): Promise<string> {
    const answer = await request(`${this.#base}${path}`, {
      dispatcher: this.#io.egress.dispatcher,
      method,
      query,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        'user-agent': this.#io.userAgent,
        ...(mediaType === undefined ? {} : { 'content-type': mediaType }),
      },
      body: body ?? null,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 200 && answer.statusCode < 300) return text;
    const retryAfter = answer.headers['retry-after'];
    throw refusalOf(answer.statusCode, typeof retryAfter === 'string' ? retryAfter : undefined, text);
  }
}
