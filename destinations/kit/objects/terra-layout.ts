/** Terra's layout: an object for each record, `{prefix}2022-03-16/{type}/{user_id}-{start_time}.json`, and the provider's file beside it. */
import { Problem } from '../../../model/problem.js';
import { ACTIVITY_FORMATS, EVENT_CONTENT } from '../../../model/activity-format.js';
import { contentOf } from '../content.js';
import type { DeliveryItem, ItemResult } from '../destination.js';
import { assertWanted } from '../wanted.js';
import { writeRanked } from '../write-ranked.js';
import type { GuardedWriter, Placing } from './guarded-writer.js';
import { metadataOf } from './metadata.js';
import { checkedName, namesOf } from './names.js';
import type { ObjectContent } from './store.js';

export interface TerraLayoutOptions {
  readonly writer: GuardedWriter;
  readonly prefix: string;
  readonly originals: boolean;
  /** Any error as a Problem. */
  readonly asProblem: (error: unknown) => Problem;
  /** Runs so many at a time as the bucket may be asked. */
  readonly limit: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Whatever an activity may have been written as, by this or an earlier setting: a delete takes all of it along. */
const ACTIVITY_EXTENSIONS = [EVENT_CONTENT, ACTIVITY_FORMATS.fit, ACTIVITY_FORMATS.fhir].map(({ extension }) => extension);

type Done = Exclude<Placing, 'taken'>;

export class TerraLayout {
  readonly #options: TerraLayoutOptions;

  constructor(options: TerraLayoutOptions) {
    this.#options = options;
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    const { limit, asProblem } = this.#options;
    return writeRanked(
      items,
      async (rows, results) => {
        await Promise.all(rows.map(async ({ index, item }) => results.set(index, await limit(() => this.#one(item, signal)))));
      },
      asProblem,
    );
  }

  verbOf({ op }: DeliveryItem): string {
    return op === 'delete' ? 'DELETE' : 'PUT';
  }

  /** Terra's name; one that finds it taken has its own. */
  nameOf(item: DeliveryItem): string {
    return `${namesOf(item, this.#options.prefix)[0]}.${contentOf(item).extension}`;
  }

  async #one(item: DeliveryItem, signal: AbortSignal): Promise<ItemResult> {
    try {
      if (signal.aborted) throw new Problem('canceled', 'the write was stopped');
      assertWanted(item);
      return { ok: true, outcome: item.op === 'delete' ? await this.#delete(item, signal) : await this.#upsert(item, signal) };
    } catch (error) {
      return { ok: false, problem: this.#options.asProblem(error) };
    }
  }

  async #upsert(item: DeliveryItem, signal: AbortSignal): Promise<Done> {
    const own = contentOf(item);
    const content = { bytes: item.body, mediaType: own.mediaType, metadata: metadataOf(item) };
    const outcome = await this.#place(item, own.extension, content, signal);
    // A repeat may be there because the first try ended between the two.
    if (!this.#options.originals || item.type !== 'activity' || outcome === 'stale') return outcome;
    const original = await item.original();
    // A FIT file of ours has the name that the provider's would have.
    if (original && original.extension !== own.extension) {
      const { bytes, mediaType, extension } = original;
      await this.#place(item, extension, { bytes, mediaType, metadata: content.metadata }, signal);
    }
    return outcome;
  }

  async #place(item: DeliveryItem, extension: string, content: ObjectContent, signal: AbortSignal): Promise<Done> {
    const { writer, prefix } = this.#options;
    const [terra, own] = namesOf(item, prefix);
    const name = checkedName(`${terra}.${extension}`);
    const first = await writer.place(name, item, content, signal);
    // A try that was cut may have found Terra's name taken by a record that is gone now. The look costs as much as the write, so what is surely new is spared.
    if (first === 'delivered' && item.revision === 1 && item.isFirstTry === true) return first;
    if (first === 'delivered' || first === 'duplicate')
      return (await this.#leaveOwnName(item, name, `${own}.${extension}`, signal)) ? first : 'stale';
    if (first === 'stale') return first;
    const second = await writer.place(checkedName(`${own}.${extension}`), item, content, signal);
    if (second !== 'taken') return second;
    throw new Problem('payload', 'an object that is not of this record has its name', { code: 'NAME_TAKEN' });
  }

  /**
   * Terra's name has become free since an earlier try had to take its own: the record must not be there twice.
   * @returns false when what is under its own name is newer: that stays
   */
  async #leaveOwnName(item: DeliveryItem, terra: string, own: string, signal: AbortSignal): Promise<boolean> {
    const { writer } = this.#options;
    if ((await writer.remove(own, item, signal, { blind: false })) !== 'stale') return true;
    await writer.remove(terra, item, signal, { blind: false });
    return false;
  }

  async #delete(item: DeliveryItem, signal: AbortSignal): Promise<'delivered' | 'stale'> {
    const { writer, prefix } = this.#options;
    const extensions = item.type === 'activity' ? ACTIVITY_EXTENSIONS : [EVENT_CONTENT.extension];
    for (const name of namesOf(item, prefix))
      for (const extension of extensions)
        if ((await writer.remove(checkedName(`${name}.${extension}`), item, signal)) === 'stale') return 'stale';
    return 'delivered';
  }
}
