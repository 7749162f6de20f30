/** For analytics: batches as `{prefix}type=activity/dt=2026-11-22/{batch}.ndjson.gz`, a line for each event (also deletes), newest revision to be chosen by the reader. */
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Problem } from '../../../model/problem.js';
import { ACTIVITY_FORMATS } from '../../../model/activity-format.js';
import { contentOf } from '../content.js';
import type { DeliveryItem, ItemResult } from '../destination.js';
import type { Row } from '../rank.js';
import { ownName, TERRA_VERSION, timeOf } from '../terra-names.js';
import { hiveLine, inLineOrder } from './hive-lines.js';
import { assertWanted } from '../wanted.js';
import { metadataOf } from './metadata.js';
import { checkedName } from './names.js';
import type { ObjectStore } from './store.js';

const compress = promisify(gzip);

export interface HiveLayoutOptions {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly asProblem: (error: unknown) => Problem;
  readonly limit: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** UTC date of the record, else of the event. */
function dateOf(item: DeliveryItem): string {
  const time = Date.parse(timeOf(item));
  return new Date(Number.isNaN(time) ? item.orderingTimestampMs : time).toISOString().slice(0, 10);
}

const linesOf = (extension: string): string => extension.replace('json', 'ndjson');
const fileName = (item: DeliveryItem): string => `${ownName(item)}-r${item.revision}.${contentOf(item).extension}`;

/** Items that came without a batch make one, named by its members. */
const looseBatch = (items: readonly DeliveryItem[]): string =>
  hash(
    'sha256',
    items
      .flatMap(({ batchId, traceId }) => (batchId === null ? [traceId] : []))
      .sort()
      .join('\n'),
  ).slice(0, 32);

export class HiveLayout {
  readonly #options: HiveLayoutOptions;

  constructor(options: HiveLayoutOptions) {
    this.#options = options;
  }

  async write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    const results: ItemResult[] = [];
    const loose = looseBatch(items);
    const objects = new Map<string, Row[]>();
    const files: Row[] = [];
    const sort = (item: DeliveryItem, index: number): void => {
      const { extension } = contentOf(item);
      if (extension === ACTIVITY_FORMATS.fit.extension) {
        files.push({ index, item });
        return;
      }
      const name = `${this.#folderOf(item)}${item.batchId ?? loose}.${linesOf(extension)}.gz`;
      objects.set(name, [...(objects.get(name) ?? []), { index, item }]);
    };
    items.forEach((item, index) => {
      try {
        sort(item, index);
      } catch (error) {
        results[index] = { ok: false, problem: this.#options.asProblem(error) };
      }
    });
    const { limit } = this.#options;
    await Promise.all([
      ...[...objects].map(([name, rows]) => limit(() => this.#writeObject(name, rows, results, signal))),
      ...files.map((row) => limit(() => this.#writeFile(row, results, signal))),
    ]);
    return results;
  }

  /** A delete is a line, too. */
  verbOf(): string {
    return 'PUT';
  }

  /** Of what came without a batch only its folder can be told. */
  nameOf(item: DeliveryItem): string {
    const { extension } = contentOf(item);
    const folder = this.#folderOf(item);
    if (extension === ACTIVITY_FORMATS.fit.extension) return `${folder}${fileName(item)}`;
    return item.batchId === null ? folder : `${folder}${item.batchId}.${linesOf(extension)}.gz`;
  }

  #folderOf(item: DeliveryItem): string {
    return `${this.#options.prefix}type=${item.type}/dt=${dateOf(item)}/`;
  }

  /** What is no text has no lines: an object for each revision. */
  async #writeFile({ index, item }: Row, results: ItemResult[], signal: AbortSignal): Promise<void> {
    const { store, asProblem } = this.#options;
    const { mediaType } = contentOf(item);
    const name = `${this.#folderOf(item)}${fileName(item)}`;
    try {
      assertWanted(item);
      await store.overwrite(checkedName(name), { bytes: item.body, mediaType, metadata: metadataOf(item) }, signal);
      results[index] = { ok: true, outcome: 'delivered' };
    } catch (error) {
      results[index] = { ok: false, problem: asProblem(error) };
    }
  }

  async #writeObject(name: string, rows: readonly Row[], results: ItemResult[], signal: AbortSignal): Promise<void> {
    const { store, asProblem } = this.#options;
    const lines: Uint8Array[] = [];
    const members: Row[] = [];
    for (const row of rows.toSorted((a, b) => inLineOrder(a.item, b.item))) {
      try {
        lines.push(hiveLine(row.item));
        members.push(row);
      } catch (error) {
        results[row.index] = { ok: false, problem: asProblem(error) };
      }
    }
    if (members.length === 0) return;
    let result: ItemResult = { ok: true, outcome: 'delivered' };
    try {
      const content = {
        // zlib writes no time and no name: the same lines give the same bytes.
        bytes: await compress(Buffer.concat(lines)),
        mediaType: 'application/gzip',
        metadata: { lines: String(lines.length), schema: TERRA_VERSION },
      };
      await store.overwrite(checkedName(name), content, signal);
    } catch (error) {
      result = { ok: false, problem: asProblem(error) };
    }
    for (const { index } of members) results[index] = result;
  }
}
