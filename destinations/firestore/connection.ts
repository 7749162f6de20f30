import type { DestinationIo } from '../kit/destination.js';
import { goodbye } from '../kit/goodbye.js';
import { untilStopped } from '../kit/until-stopped.js';
import { classifyFirestore } from './classify.js';
import { openClient } from './client.js';
import type { Opened } from './client.js';
import { Database } from './database.js';
import type { FirestoreConfig } from './spec.js';

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
    let opening: Promise<Opened> | undefined;
    try {
      return await untilStopped(signal, async () => {
        const { client, projectId, headers } = await (opening = this.#open());
        signal.throwIfAborted();
        return work(new Database(client, `projects/${projectId}/databases/${this.#config.database}`, headers, signal));
      });
    } catch (error) {
      if (signal.aborted || classifyFirestore(error)?.kind === 'transient') this.#drop(opening);
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    if (opened) await goodbye(opened.client.close());
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
