/** The target database, read as its owner would: what is in its tables, not what we believe to have sent. */
import pg from 'pg';
import type { UserRide } from './journal.js';

export interface TargetPlace {
  readonly url: string;
  readonly schema: string;
}

export class Target {
  readonly #pool: pg.Pool;

  constructor(private readonly place: TargetPlace) {
    this.#pool = new pg.Pool({ connectionString: place.url, max: 2, application_name: 'freehub demo' });
    // A connection that breaks while idle shows at the next query.
    this.#pool.on('error', () => undefined);
  }

  /** All rides in it, one for each row. */
  async rides(): Promise<readonly UserRide[]> {
    return this.#select('', []);
  }

  /** The rows of these rides, whoever's. */
  async rowsOf(rides: readonly string[]): Promise<readonly UserRide[]> {
    return this.#select('AND payload_id = ANY ($1)', [rides]);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #select(where: string, values: unknown[]): Promise<readonly UserRide[]> {
    const { rows } = await this.#pool.query<UserRide>(
      `SELECT user_id AS "user", payload_id AS ride FROM "${this.place.schema}".terra_data_payloads WHERE data_type = 'activity' ${where}`,
      values,
    );
    return rows;
  }
}
