/** The servers that all test files of a run share, each started when the first test asks for it. */
import { migrate } from '../../../store/migrate.js';
import { privatePostgres, type PrivatePostgres } from './private-postgres.js';
import { privateTemporal, type PrivateTemporal } from './private-temporal.js';

export const TEMPLATE = 'freehub_template';

export interface SharedPostgres {
  /** Of the maintenance database; other databases are made by its user. */
  readonly url: string;
}

export interface SharedTemporal {
  readonly address: string;
  readonly namespace: string;
}

export class ServerHost {
  #postgres: Promise<PrivatePostgres> | null = null;
  #temporal: Promise<PrivateTemporal> | null = null;

  async postgres(): Promise<SharedPostgres> {
    const server = await (this.#postgres ??= this.#startPostgres());
    return { url: server.url('postgres') };
  }

  async temporal(): Promise<SharedTemporal> {
    const { address, namespace } = await (this.#temporal ??= privateTemporal());
    return { address, namespace };
  }

  async stop(): Promise<void> {
    await Promise.allSettled([
      this.#postgres?.then((server) => server.dispose()),
      this.#temporal?.then((server) => server.dispose()),
    ]);
  }

  async #startPostgres(): Promise<PrivatePostgres> {
    const server = await privatePostgres();
    await migrate(await server.ensureDatabase(TEMPLATE));
    return server;
  }
}
