import type { Problem } from '../../../model/problem.js';
import type { DestinationIo } from '../../kit/destination.js';
import type { CheckActions, SqlConnection, SqlDatabase } from '../database.js';
import { Lender } from '../lender.js';
import { sqlCapabilities } from '../spec.js';
import type { SqlConfig } from '../spec.js';
import { classifyMysql, errnoOf } from './classify.js';
import type { MysqlClient } from './client.js';
import { deletePayloads } from './delete.js';
import { MysqlDriver } from './driver.js';
import { ensureTables } from './ensure-tables.js';
import { probe } from './probe.js';
import { tablesOf } from './tables.js';
import { upsertPayloads } from './upsert.js';
import { upsertUsers } from './users.js';

const NO_SUCH_TABLE = 1146;
/** Where an error says more than the test that met it. */
const ACTIONS_BY_CODE: Readonly<Record<string, string>> = {
  '1049': 'Make the database, or set database to one that is there.',
  NOT_MYSQL: 'Set scheme to postgres, or port to that of the MySQL or MariaDB server.',
};

export class MysqlDatabase implements SqlDatabase {
  readonly actions: CheckActions = {
    reach: 'Check host, port and tls, and that the firewall of the database lets Freehub in.',
    logIn: 'Check database, username and password, and that the user may log in from here and use the database.',
    tables: 'Grant the user CREATE and INDEX on the database, or choose a database that holds nothing else.',
    write: 'Grant the user SELECT, INSERT, UPDATE and DELETE on the database.',
  };
  readonly #config: SqlConfig;
  readonly #driver: MysqlDriver;
  readonly #lender: Lender<MysqlClient>;

  constructor(config: SqlConfig, io: DestinationIo) {
    this.#config = config;
    this.#driver = new MysqlDriver(config, io);
    this.#lender = new Lender(this.#driver, sqlCapabilities.concurrency);
  }

  use<Result>(signal: AbortSignal, work: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return this.#lender.use(signal, (client) => work(this.#connection(client)));
  }

  #connection(client: MysqlClient): SqlConnection {
    const { layout } = this.#config;
    const typed = layout === 'typed';
    return {
      ensureTables: () => ensureTables(client, tablesOf(layout)),
      writeUsers: (users) => upsertUsers(client, users),
      upsert: (table, rows) => upsertPayloads(client, table, rows, typed),
      delete: (table, rows) => deletePayloads(client, table, rows, typed),
      probe: () => probe(client, typed),
    };
  }

  actionFor({ code = '' }: Problem): string | undefined {
    return ACTIONS_BY_CODE[code];
  }

  classify(error: unknown): Problem | undefined {
    return classifyMysql(error);
  }

  isMissingTable(error: unknown): boolean {
    return errnoOf(error) === NO_SUCH_TABLE;
  }

  /** A refusal that carries the server's own number came from the server itself. */
  isAnswer({ code }: Problem): boolean {
    return /^\d{4}$/.test(code ?? '');
  }

  end(): Promise<void> {
    return this.#driver.end();
  }
}
