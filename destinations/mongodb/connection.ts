import type { Db, MongoClient } from 'mongodb';
import type { DestinationIo } from '../kit/destination.js';
import { goodbye } from '../kit/goodbye.js';
import { untilStopped } from '../kit/until-stopped.js';
import { connectMongo } from './client.js';
import type { Events } from './collections.js';
import { makeIndexes } from './indexes.js';
import type { MongoConfig } from './spec.js';

/** One client, made when it is first needed. */
export class MongoConnection {
  readonly #config: MongoConfig;
  readonly #io: DestinationIo;
  /** Collections whose indexes this session has asked for. */
  readonly #indexed = new Set<string>();
  #client: Promise<MongoClient> | undefined;

  constructor(config: MongoConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
  }

  /**
   * Runs `work`, but does not wait for it after `signal` fires: the driver's own clock (`statement_timeout_ms`) ends it then.
   * @throws the signal's reason, the errors of connecting, what `work` throws.
   */
  use<Result>(signal: AbortSignal, work: (database: Db) => Promise<Result>): Promise<Result> {
    return untilStopped(signal, async () => {
      const client = await this.#connected();
      signal.throwIfAborted();
      return work(client.db(this.#config.database));
    });
  }

  /**
   * Makes the collection's indexes, once, after its first write, which does not wait for them: on a large collection they take minutes. Not beside that
   * write: a store that makes the collection for each of the two may keep the empty one.
   */
  index(events: Events): void {
    const { collectionName: name } = events;
    if (this.#indexed.has(name)) return;
    this.#indexed.add(name);
    // Without them writes are slower, not wrong; `check` tells of a missing right.
    makeIndexes(events).catch(() => this.#indexed.delete(name));
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    if (client) await goodbye(client.close());
  }

  #connected(): Promise<MongoClient> {
    return (this.#client ??= connectMongo(this.#config, this.#io.egress).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    }));
  }
}
