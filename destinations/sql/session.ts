import { DatabaseError } from 'pg';
import type { PoolClient } from 'pg';
import { Problem, PROBLEM_KINDS } from '../../model/problem.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { writeBisecting } from './bisect.js';
import { checkSql } from './check.js';
import { classifySql } from './classify.js';
import { deletePayloads } from './delete.js';
import { ensureTables } from './ensure-tables.js';
import { SqlPool } from './pool.js';
import { rankByKey, tableOf } from './rows.js';
import type { PayloadTable, Row } from './rows.js';
import type { SqlConfig } from './spec.js';
import { upsertPayloads } from './upsert.js';
import type { Outcome } from './upsert.js';
import { Users } from './users.js';

const UNDEFINED_TABLE = '42P01';
const GROUPS: readonly (readonly [PayloadTable, DeliveryItem['op']])[] = [
  // Misc first: an `auth` makes the user's row before the user's data.
  ['terra_misc_payloads', 'upsert'],
  ['terra_data_payloads', 'upsert'],
  ['terra_misc_payloads', 'delete'],
  ['terra_data_payloads', 'delete'],
];

/** The Problem of an error that is about one of the rows. */
function aboutRow(error: unknown): Problem | undefined {
  const problem = classifySql(error);
  return problem && PROBLEM_KINDS[problem.kind].scope === 'item' ? problem : undefined;
}

const asProblem = (error: unknown): Problem => classifySql(error) ?? Problem.from(error, 'writing to the database');

export class SqlSession implements DestinationSession {
  readonly #schema: string;
  readonly #pool: SqlPool;
  readonly #users: Users;
  readonly #inFlight = new InFlight();
  #ready: Promise<void> | undefined;

  constructor(config: SqlConfig, io: DestinationIo) {
    this.#schema = config.schema;
    this.#pool = new SqlPool(config, io);
    this.#users = new Users(config.schema);
  }

  check(signal: AbortSignal): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkSql(this.#pool, this.#schema, signal));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(async () => {
      const results = new Map<number, ItemResult>();
      const rows = items.map((item, index) => ({ index, item }));
      try {
        await this.#writeRows(rows, results, signal);
      } catch (error) {
        const problem = asProblem(error);
        for (const { index } of rows) if (!results.has(index)) results.set(index, { ok: false, problem });
      }
      return rows.map(
        ({ index }) => results.get(index) ?? { ok: false, problem: new Problem('bug', 'a row was left out of every statement') },
      );
    });
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => this.#pool.end());
  }

  async #writeRows(rows: readonly Row[], results: Map<number, ItemResult>, signal: AbortSignal): Promise<void> {
    const { winners, losers } = rankByKey(rows);
    await this.#pool.use(signal, async (client) => {
      await this.#ensureTables(client);
      for (const [table, op] of GROUPS) {
        const group = winners.filter(({ item }) => item.op === op && tableOf(item.type) === table);
        await writeBisecting(
          group,
          (part) => this.#writePart(client, table, op, part),
          aboutRow,
          ({ index }, result) => {
            results.set(index, result instanceof Problem ? { ok: false, problem: result } : { ok: true, outcome: result });
          },
        );
      }
    });
    const left: Row[] = [];
    for (const { row, winner } of losers) {
      if (results.get(winner.index)?.ok === true)
        results.set(row.index, { ok: true, outcome: row.item.revision === winner.item.revision ? 'duplicate' : 'stale' });
      else left.push(row); // What should have replaced it could not be stored, so it has its turn.
    }
    if (left.length > 0) await this.#writeRows(left, results, signal);
  }

  async #writePart(client: PoolClient, table: PayloadTable, op: DeliveryItem['op'], rows: readonly Row[]): Promise<Outcome[]> {
    const write = async (): Promise<Outcome[]> => {
      if (op === 'delete') return deletePayloads(client, this.#schema, table, rows);
      await this.#users.write(client, rows);
      return upsertPayloads(client, this.#schema, table, rows);
    };
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== UNDEFINED_TABLE) throw error;
      // Somebody dropped a table while we had the session: make it again, once.
      this.#ready = undefined;
      this.#users.forget();
      await this.#ensureTables(client);
      return write();
    }
  }

  async #ensureTables(client: PoolClient): Promise<void> {
    this.#ready ??= ensureTables(client, this.#schema);
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = undefined;
      throw error;
    }
  }
}
