/** The target database, read as its owner would: what is in its tables, not what we believe to have sent. */
import pg from 'pg';

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

  /** Ids of all rides in it, one for each row. */
  async rides(): Promise<readonly string[]> {
    return this.#ids('', []);
  }

  /** Those of `ids` that are there. */
  async has(ids: readonly string[]): Promise<readonly string[]> {
    return this.#ids('AND payload_id = ANY ($1)', [ids]);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #ids(where: string, values: unknown[]): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ payload_id: string }>(
      `SELECT payload_id FROM "${this.place.schema}".terra_data_payloads WHERE data_type = 'activity' ${where}`,
      values,
    );
    return rows.map((row) => row.payload_id);
  }
}
