import { DatabaseError } from 'pg';
import type { PoolClient } from 'pg';
import type { Problem } from '../../../model/problem.js';
import type { DestinationIo } from '../../kit/destination.js';
import type { Row } from '../../kit/rank.js';
import type { CheckActions, Outcome, SqlConnection, SqlDatabase } from '../database.js';
import { Lender } from '../lender.js';
import type { PayloadTable } from '../rows.js';
import { sqlCapabilities } from '../spec.js';
import type { SqlConfig } from '../spec.js';
import type { UserRow } from '../users.js';
import { classifyPostgres } from './classify.js';
import { deletePayloads } from './delete.js';
import { PostgresDriver } from './driver.js';
import { postgresErrors } from './errors.js';
import { ensureTables } from './ensure-tables.js';
import { probe } from './probe.js';
import { tablesOf } from './tables.js';
import { upsertPayloads } from './upsert.js';
import { upsertUsers } from './users.js';

const UNDEFINED_TABLE = '42P01';
const NO_DATABASE = '3D000';

export class PostgresDatabase implements SqlDatabase {
  readonly actions: CheckActions = {
    reach: 'Check host, port and tls, and that the firewall of the database lets Freehub in.',
    logIn: 'Check database, username and password, and that the role may connect from here (pg_hba.conf).',
    tables: 'Grant the role USAGE and CREATE on the schema, or choose a schema that holds nothing else.',
    write: 'Grant the role SELECT, INSERT, UPDATE and DELETE on the tables in the schema.',
  };
  readonly #config: SqlConfig;
  readonly #driver: PostgresDriver;
  readonly #lender: Lender<PoolClient>;

  constructor(config: SqlConfig, io: DestinationIo) {
    this.#config = config;
    this.#driver = new PostgresDriver(config, io);
    this.#lender = new Lender(this.#driver, sqlCapabilities.concurrency);
  }

  use<Result>(signal: AbortSignal, work: (connection: SqlConnection) => Promise<Result>): Promise<Result> {
    return this.#lender.use(signal, (client) => work(this.#connection(client)));
  }

  #connection(client: PoolClient): SqlConnection {
    const { schema, layout } = this.#config;
    const typed = layout === 'typed';
    return {
      ensureTables: () => ensureTables(client, schema, tablesOf(layout)),
      writeUsers: (users: readonly UserRow[]) => upsertUsers(client, schema, users),
      upsert: (table: PayloadTable, rows: readonly Row[]): Promise<Outcome[]> =>
        upsertPayloads(client, schema, table, rows, typed),
      delete: (table: PayloadTable, rows: readonly Row[]): Promise<Outcome[]> =>
        deletePayloads(client, schema, table, rows, typed),
      probe: () => probe(client, schema, typed),
    };
  }

  /** Of an error whose code says more than the test that met it. */
  actionFor({ code }: Problem): string | undefined {
    if (code === NO_DATABASE) return 'Make the database, or set database to one that is there.';
    const action = code === 'SCHEMA_MISSING' || code === 'ENCODING' ? postgresErrors.find(code)?.action : undefined;
    return action && `${action.charAt(0).toUpperCase()}${action.slice(1)}.`;
  }

  classify(error: unknown): Problem | undefined {
    return classifyPostgres(error);
  }

  isMissingTable(error: unknown): boolean {
    return error instanceof DatabaseError && error.code === UNDEFINED_TABLE;
  }

  /** A refusal that carries a SQLSTATE came from the server itself. */
  isAnswer({ code }: Problem): boolean {
    return /^(?=.*\d)[0-9A-Z]{5}$/.test(code ?? '');
  }

  end(): Promise<void> {
    return this.#driver.end();
  }
}
