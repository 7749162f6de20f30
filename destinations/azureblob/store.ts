/** A container of Azure Blob Storage. */
import type { BlockBlobUploadOptions, ContainerClient } from '@azure/storage-blob';
import { Problem } from '../../model/problem.js';
import type { HeldObject, ObjectContent, ObjectStore } from '../kit/objects/store.js';
import { azureAnswer } from './classify.js';
import { azureErrors } from './errors.js';
import type { AzureConfig } from './spec.js';

/** Metadata names must be C identifiers. */
const toAzure = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.replaceAll('-', '_'), value]));
const fromAzure = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase().replaceAll('_', '-'), value]));

const CONDITION_CODES: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet', 'TargetConditionNotMet']);

/** The condition did not hold: somebody else was first. */
function lost(error: unknown): boolean {
  const { code, status } = azureAnswer(error);
  return status === 412 || (status === 409 && CONDITION_CODES.has(code ?? ''));
}

const notAzure = (): Problem => azureErrors.problem('NO_ETAG', undefined) ?? new Problem('config', 'this is no Azure');

export class AzureStore implements ObjectStore {
  readonly keepsConditions = true;
  readonly #container: ContainerClient;
  readonly #tier: AzureConfig['access_tier'];

  constructor(container: ContainerClient, { access_tier: tier }: AzureConfig) {
    this.#container = container;
    this.#tier = tier;
  }

  async create(name: string, content: ObjectContent, signal: AbortSignal): Promise<'created' | 'exists'> {
    return (await this.#upload(name, content, { ifNoneMatch: '*' }, signal)) ? 'created' : 'exists';
  }

  async head(name: string, signal: AbortSignal): Promise<HeldObject | 'absent' | 'forbidden'> {
    try {
      const { etag, metadata = {} } = await this.#container.getBlobClient(name).getProperties({ abortSignal: signal });
      if (etag === undefined) throw notAzure();
      return { version: etag, metadata: fromAzure(metadata) };
    } catch (error) {
      const { code, status } = azureAnswer(error);
      if (status === 404 && code !== 'ContainerNotFound') return 'absent';
      if (code === 'AuthorizationPermissionMismatch') return 'forbidden';
      throw error;
    }
  }

  async replace(name: string, content: ObjectContent, version: string, signal: AbortSignal): Promise<'replaced' | 'changed'> {
    return (await this.#upload(name, content, { ifMatch: version }, signal)) ? 'replaced' : 'changed';
  }

  async overwrite(name: string, content: ObjectContent, signal: AbortSignal): Promise<void> {
    await this.#upload(name, content, {}, signal);
  }

  async remove(name: string, version: string | null, signal: AbortSignal): Promise<'removed' | 'changed' | 'forbidden'> {
    const conditions = version === null ? {} : { ifMatch: version };
    try {
      await this.#container.getBlobClient(name).delete({ abortSignal: signal, conditions, deleteSnapshots: 'include' });
      return 'removed';
    } catch (error) {
      const { code, status } = azureAnswer(error);
      if (status === 404 && code !== 'ContainerNotFound') return 'removed';
      if (lost(error)) return 'changed';
      if (code === 'AuthorizationPermissionMismatch') return 'forbidden';
      throw error;
    }
  }

  /** @returns false when the condition did not hold */
  async #upload(
    name: string,
    { bytes, mediaType, metadata }: ObjectContent,
    conditions: NonNullable<BlockBlobUploadOptions['conditions']>,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.#container
        .getBlockBlobClient(name)
        .upload(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes.byteLength, {
          abortSignal: signal,
          conditions,
          metadata: toAzure(metadata),
          blobHTTPHeaders: { blobContentType: mediaType },
          ...(this.#tier === undefined ? {} : { tier: this.#tier }),
        });
      return true;
    } catch (error) {
      if (lost(error)) return false;
      // 404 to a replacement is the blob's, if it is not the container's.
      const { code, status } = azureAnswer(error);
      if (conditions.ifMatch !== undefined && status === 404 && code !== 'ContainerNotFound') return false;
      throw error;
    }
  }
}
