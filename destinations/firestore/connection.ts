import { Problem } from '../../model/problem.js';
import type { DestinationIo } from '../kit/destination.js';
import { classifyFirestore } from './classify.js';
import { openClient } from './client.js';
import type { Opened } from './client.js';
import { Database } from './database.js';
import type { FirestoreConfig } from './spec.js';

/** Closing says goodbye to the server, which may no longer listen. */
const GOODBYE_MS = 2000;

/** One client, made when it is first needed, and made anew (2 ms) after its connection failed: gRPC's own waits up to two minutes to reconnect. */
export class FirestoreConnection {
  readonly #config: FirestoreConfig;
  readonly #io: DestinationIo;
  #opened: Promise<Opened> | undefined;

  constructor(config: FirestoreConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
  }

  /** Runs `work`, but does not wait for it after `signal` fires. @throws the signal's reason, the errors of connecting, what `work` throws. */
  async use<Result>(signal: AbortSignal, work: (database: Database) => Promise<Result>): Promise<Result> {
    const stop = Promise.withResolvers<never>();
    const onAbort = (): void => {
      stop.reject(signal.reason instanceof Problem ? signal.reason : new Problem('canceled', 'the write was stopped'));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const opened = signal.aborted ? undefined : this.#open();
    const run = async (opening: Promise<Opened>): Promise<Result> => {
      const { client, projectId, headers } = await opening;
      signal.throwIfAborted();
      return work(new Database(client, `projects/${projectId}/databases/${this.#config.database}`, headers, signal));
    };
    try {
      return await Promise.race(opened === undefined ? [stop.promise] : [run(opened), stop.promise]);
    } catch (error) {
      if (signal.aborted || classifyFirestore(error)?.kind === 'transient') this.#drop(opened);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    if (!opened) return;
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(late.resolve, GOODBYE_MS, undefined);
    await Promise.race([opened.client.close().catch(() => undefined), late.promise]);
    clearTimeout(timer);
  }

  #open(): Promise<Opened> {
    return (this.#opened ??= openClient(this.#config, this.#io).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    }));
  }

  /** Calls of others that still run on it run on: a closed channel only takes no new ones. */
  #drop(opened: Promise<Opened> | undefined): void {
    if (opened === undefined || this.#opened !== opened) return;
    this.#opened = undefined;
    opened.then(({ client }) => client.close()).catch(() => undefined);
  }
}
