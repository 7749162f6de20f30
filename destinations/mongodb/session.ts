import type { Db } from 'mongodb';
import { Problem } from '../../model/problem.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { collectionOf } from '../kit/documents/mark.js';
import { InFlight } from '../kit/in-flight.js';
import type { Row } from '../kit/rank.js';
import { writeRanked } from '../kit/write-ranked.js';
import type { Results } from '../kit/write-ranked.js';
import { checkMongo } from './check.js';
import { classifyMongo } from './classify.js';
import { eventsOf, tombstonesOf } from './collections.js';
import type { Events } from './collections.js';
import { MongoConnection } from './connection.js';
import { deleteGuarded } from './delete.js';
import { prepare } from './prepare.js';
import type { Prepared } from './prepare.js';
import { settleWritten } from './settle.js';
import type { MongoConfig } from './spec.js';
import { upsertGuarded } from './upsert.js';

const asProblem = (error: unknown): Problem => classifyMongo(error) ?? Problem.from(error, 'writing to the database');
const failed = (error: unknown): ItemResult => ({ ok: false, problem: asProblem(error) });

export class MongoSession implements DestinationSession {
  readonly #connection: MongoConnection;
  readonly #inFlight = new InFlight();

  constructor(config: MongoConfig, io: DestinationIo) {
    this.#connection = new MongoConnection(config, io);
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkMongo(this.#connection, signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() =>
      writeRanked(
        items,
        (rows, results) => this.#connection.use(signal, (database) => this.#writeRows(database, rows, results)),
        asProblem,
      ),
    );
  }

  line({ op, type }: DeliveryItem): string {
    return `${op === 'delete' ? 'delete' : 'upsert'} ${collectionOf(type)}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => this.#connection.close());
  }

  async #writeRows(database: Db, rows: readonly Row[], results: Results): Promise<void> {
    const collections = Map.groupBy(rows, ({ item }) => collectionOf(item.type));
    await Promise.all(
      [...collections].map(([name, group]) => this.#writeCollection(database, eventsOf(database, name), group, results)),
    );
  }

  async #writeCollection(database: Db, events: Events, rows: readonly Row[], results: Results): Promise<void> {
    const tombstones = tombstonesOf(database);
    const { upsert = [], delete: deletes = [] } = Object.groupBy(rows, ({ item }) => item.op);
    try {
      const prepared = await prepareAll(upsert, results);
      const written = await settleWritten(events, tombstones, await upsertGuarded(events, prepared));
      for (const [{ row }, result] of written) results.set(row.index, result);
      if (deletes.length > 0)
        for (const [row, result] of await deleteGuarded(events, tombstones, deletes)) results.set(row.index, result);
      this.#connection.index(events);
    } catch (error) {
      // Of those without a result nothing is known; a repeat finds out.
      for (const { index } of rows) if (!results.has(index)) results.set(index, failed(error));
    }
  }
}

async function prepareAll(rows: readonly Row[], results: Results): Promise<Prepared[]> {
  const all = await Promise.all(
    rows.map(async (row) => {
      try {
        return [await prepare(row)];
      } catch (error) {
        results.set(row.index, failed(error));
        return [];
      }
    }),
  );
  return all.flat();
}
