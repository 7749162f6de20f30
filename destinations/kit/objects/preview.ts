/** What a bucket would be given: the layout's own writer, with a store that only takes notes. */
import { gunzipSync } from 'node:zlib';
import type { DeliveryItem } from '../destination.js';
import type { PreviewPart } from '../preview.js';
import { ObjectSession } from './session.js';
import type { ObjectSessionOptions } from './session.js';
import type { ObjectContent, ObjectStore } from './store.js';

const GZIP = 'application/gzip';

/** An empty bucket that keeps nothing. */
class Notes implements ObjectStore {
  readonly keepsConditions = true;
  readonly parts: PreviewPart[] = [];

  create(name: string, content: ObjectContent): Promise<'created'> {
    this.#note(name, content);
    return Promise.resolve('created');
  }

  head(): Promise<'absent'> {
    return Promise.resolve('absent');
  }

  replace(): Promise<'changed'> {
    return Promise.resolve('changed');
  }

  overwrite(name: string, content: ObjectContent): Promise<void> {
    this.#note(name, content);
    return Promise.resolve();
  }

  remove(): Promise<'removed'> {
    return Promise.resolve('removed');
  }

  #note(place: string, { bytes, mediaType, metadata }: ObjectContent): void {
    const lines = mediaType === GZIP ? { text: gunzipSync(bytes) } : {};
    this.parts.push({ place, headers: { ...metadata }, mediaType, bytes, ...lines });
  }
}

/** @throws Problem payload for what no bucket takes */
export async function previewObjects(
  config: ObjectSessionOptions['config'],
  item: DeliveryItem,
): Promise<readonly PreviewPart[]> {
  const store = new Notes();
  const session = new ObjectSession({
    store,
    config,
    concurrency: 1,
    classify: () => undefined,
    check: () => Promise.resolve([]),
  });
  const [result] = await session.write([item], new AbortController().signal);
  if (result?.ok === false) throw result.problem;
  return store.parts;
}
