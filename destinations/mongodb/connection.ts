import type { Db, MongoClient } from 'mongodb';
import { Problem } from '../../model/problem.js';
import type { DestinationIo } from '../kit/destination.js';
import { connectMongo } from './client.js';
import { eventsOf } from './collections.js';
import type { Events } from './collections.js';
import { makeIndexes } from './indexes.js';
import type { MongoConfig } from './spec.js';

/** Closing says goodbye to the server, which may no longer listen. */
const GOODBYE_MS = 2000;

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
  async use<Result>(signal: AbortSignal, work: (database: Db) => Promise<Result>): Promise<Result> {
    const stop = Promise.withResolvers<never>();
    const onAbort = (): void => {
      stop.reject(signal.reason instanceof Problem ? signal.reason : new Problem('canceled', 'the write was stopped'));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const run = async (): Promise<Result> => {
      const client = await this.#connected();
      signal.throwIfAborted();
      return work(client.db(this.#config.database));
    };
    try {
      return await Promise.race(signal.aborted ? [stop.promise] : [run(), stop.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The collection; its indexes are made beside the first write, which does not wait for them: on a large collection they take minutes. */
  events(database: Db, collection: string): Events {
    const events = eventsOf(database, collection);
    if (!this.#indexed.has(collection)) {
      this.#indexed.add(collection);
      // Without them writes are slower, not wrong; `check` tells of a missing right.
      makeIndexes(events).catch(() => this.#indexed.delete(collection));
    }
    return events;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    if (!client) return;
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(late.resolve, GOODBYE_MS, undefined);
    await Promise.race([client.close().catch(() => undefined), late.promise]);
    clearTimeout(timer);
  }

  #connected(): Promise<MongoClient> {
    return (this.#client ??= connectMongo(this.#config, this.#io.egress).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    }));
  }
}
