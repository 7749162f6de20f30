/** The servers that all test files of a run share, each started when the first test asks for it. */
import { azurite } from './azurite.js';
import { fakeGcs } from './fake-gcs.js';
import { fauxqs } from './fauxqs.js';
import { firestore } from './firestore.js';
import { kafka } from './kafka.js';
import { mariadb } from './mariadb.js';
import { mongo } from './mongo.js';
import { postgrest } from './postgrest.js';
import type { SharedServer, Servers, Started } from './shared-server.js';
import { sharedPostgresServer } from './shared-postgres.js';
import { sharedTemporalServer } from './shared-temporal.js';
import { toxiproxy } from './toxiproxy.js';
import { versitygw } from './versitygw.js';

/** All of them. A new one is a line here and one in shared.ts. */
export const SHARED_SERVERS = {
  postgres: sharedPostgresServer,
  temporal: sharedTemporalServer,
  versitygw,
  fauxqs,
  kafka,
  mongo,
  mariadb,
  postgrest,
  firestore,
  fakeGcs,
  azurite,
  toxiproxy,
};

export class ServerHost implements Servers {
  readonly #started = new Map<string, Promise<Started<unknown>>>();

  async shared<Address>(server: SharedServer<Address>): Promise<Address> {
    const running = this.#started.get(server.name) ?? server.start(this);
    this.#started.set(server.name, running);
    return server.address.parse((await running).address);
  }

  async stop(): Promise<void> {
    // Last started, first stopped: a server may use one that was started for it.
    for (const running of [...this.#started.values()].toReversed())
      await running.then(
        (server) => server.stop(),
        () => undefined,
      );
  }
}
