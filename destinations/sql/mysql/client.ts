import type { QueryResult } from 'mysql2';
import type { PoolConnection } from 'mysql2/promise';
import { errnoOf } from './classify.js';

/** Deadlock: the server has undone the transaction, and the other one goes on. */
const DEADLOCK = 1213;
const MOST_TRIES = 5;

/** A connection that is set up. */
export class MysqlClient {
  constructor(
    readonly connection: PoolConnection,
    /** Most bytes of one statement. */
    readonly maxPacketBytes: number,
    readonly timeoutMs: number,
  ) {}

  async run<Result extends QueryResult>(sql: string, values: unknown[] = []): Promise<Result> {
    const [result] = await this.connection.query<Result>({ sql, values, timeout: this.timeoutMs });
    return result;
  }

  /** Runs `work` in a transaction, again when the server chose it to end a deadlock. */
  async transaction(work: () => Promise<void>): Promise<void> {
    for (let left = MOST_TRIES - 1; ; left--) {
      try {
        await this.run('START TRANSACTION');
        await work();
        await this.run('COMMIT');
        return;
      } catch (error) {
        await this.run('ROLLBACK').catch(() => undefined);
        if (errnoOf(error) !== DEADLOCK || left === 0) throw error;
      }
    }
  }
}
