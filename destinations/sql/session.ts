import { Problem, PROBLEM_KINDS } from '../../model/problem.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import type { Row } from '../kit/rank.js';
import { writeRanked } from '../kit/write-ranked.js';
import type { Results } from '../kit/write-ranked.js';
import { writeBisecting } from './bisect.js';
import { checkSql } from './check.js';
import type { Outcome, SqlConnection, SqlDatabase } from './database.js';
import { tableOf } from './rows.js';
import type { PayloadTable } from './rows.js';
import { Users } from './users.js';

/** What node throws while a statement is made of a row; drivers and servers throw errors of their own. (By name: Jest has classes of its own.) */
const OWN_FAULTS: ReadonlySet<string> = new Set(['RangeError', 'TypeError', 'URIError', 'SyntaxError']);

/** The Problem of a row that cannot even be sent: a connection has nothing to do with it. */
const ownFault = (error: unknown): Problem | undefined =>
  error instanceof Error && OWN_FAULTS.has(error.name)
    ? new Problem('bug', 'Freehub cannot make a row of this event', { code: 'NOT_A_ROW', cause: error })
    : undefined;

const GROUPS: readonly (readonly [PayloadTable, DeliveryItem['op']])[] = [
  // Misc first: an `auth` makes the user's row before the user's data.
  ['terra_misc_payloads', 'upsert'],
  ['terra_data_payloads', 'upsert'],
  ['terra_misc_payloads', 'delete'],
  ['terra_data_payloads', 'delete'],
];

export class SqlSession implements DestinationSession {
  readonly #database: SqlDatabase;
  readonly #users = new Users();
  readonly #inFlight = new InFlight();
  #ready: Promise<void> | undefined;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkSql(this.#database, signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() =>
      writeRanked(
        items,
        (rows, results) => this.#writeRows(rows, results, signal),
        (error) => this.#database.classify(error) ?? Problem.from(error, 'writing to the database'),
      ),
    );
  }

  line({ op, type }: DeliveryItem): string {
    return `${op === 'delete' ? 'DELETE' : 'UPSERT'} ${tableOf(type)}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => this.#database.end());
  }

  async #writeRows(rows: readonly Row[], results: Results, signal: AbortSignal): Promise<void> {
    await this.#database.use(signal, async (connection) => {
      await this.#ensureTables(connection);
      for (const [table, op] of GROUPS) {
        const group = rows.filter(({ item }) => item.op === op && tableOf(item.type) === table);
        await writeBisecting(
          group,
          (part) => this.#writePart(connection, table, op, part),
          (error) => this.#aboutRow(error),
          ({ index }, result) => {
            results.set(index, result instanceof Problem ? { ok: false, problem: result } : { ok: true, outcome: result });
          },
        );
      }
    });
  }

  async #writePart(
    connection: SqlConnection,
    table: PayloadTable,
    op: DeliveryItem['op'],
    rows: readonly Row[],
  ): Promise<readonly Outcome[]> {
    const write = async (): Promise<readonly Outcome[]> => {
      if (op === 'delete') return connection.delete(table, rows);
      await this.#users.write(rows, (users) => connection.writeUsers(users));
      return connection.upsert(table, rows);
    };
    try {
      return await write();
    } catch (error) {
      if (!this.#database.isMissingTable(error)) throw error;
      // Somebody dropped a table while we had the session: make it again, once.
      this.#ready = undefined;
      this.#users.forget();
      await this.#ensureTables(connection);
      return write();
    }
  }

  async #ensureTables(connection: SqlConnection): Promise<void> {
    this.#ready ??= connection.ensureTables();
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = undefined;
      throw error;
    }
  }

  /** The Problem of an error that is about one of the rows. */
  #aboutRow(error: unknown): Problem | undefined {
    const problem = this.#database.classify(error) ?? ownFault(error);
    return problem && PROBLEM_KINDS[problem.kind].scope === 'item' ? problem : undefined;
  }
}
