/** What the SQL destination has written, read as its owner would. */
import type pg from 'pg';
import { openDatabase } from '../../../store/database.js';
import { seenRide, type SeenRide } from './receiver.js';

export interface TargetRow {
  readonly userId: string;
  readonly key: string;
  readonly revision: number;
  readonly orderingMs: number;
  readonly ride: SeenRide;
}

interface Head {
  readonly user_id: string;
  readonly payload_id: string;
  readonly revision: number;
  readonly ordering_timestamp: number;
}

const PARTS = ['metadata', 'distance_data', 'calories_data', 'active_durations_data'];
/** The tables are made by the first write. */
const NO_TABLE = '42P01';
const NO_SCHEMA = '3F000';

export class Target {
  readonly #db: pg.Pool;
  /** Bodies are large: each revision is read once. */
  readonly #read = new Map<string, TargetRow>();

  constructor(readonly url: string) {
    this.#db = openDatabase({ url, poolSize: 2, name: 'test-target', onError: () => undefined });
  }

  async activities(): Promise<readonly TargetRow[]> {
    const heads = await this.#rows<Head>(
      `SELECT user_id, payload_id, revision, ordering_timestamp FROM terra.terra_data_payloads WHERE data_type = 'activity'`,
    );
    const unread = heads.filter((head) => !this.#read.has(nameOf(head)));
    if (unread.length > 0) {
      const rows = await this.#rows<Head & { data: unknown }>(
        `SELECT p.user_id, p.payload_id, p.revision, p.ordering_timestamp,
                (SELECT jsonb_object_agg(k, p.payload -> 'data' -> 0 -> k) FROM unnest($1::text[]) AS k) AS data
           FROM terra.terra_data_payloads p WHERE data_type = 'activity' AND payload_id = ANY ($2)`,
        [PARTS, unread.map(({ payload_id: key }) => key)],
      );
      for (const { data, ...head } of rows) {
        const { key, ride } = seenRide(data);
        this.#read.set(nameOf(head), {
          userId: head.user_id,
          key,
          revision: head.revision,
          orderingMs: head.ordering_timestamp,
          ride,
        });
      }
    }
    return heads.flatMap((head) => this.#read.get(nameOf(head)) ?? []);
  }

  async tombstones(): Promise<ReadonlySet<string>> {
    const rows = await this.#rows<{ name: string }>(
      `SELECT user_id || ' ' || payload_id AS name FROM terra.terra_tombstones WHERE data_type = 'activity'`,
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** Types of the events without a ride, oldest first. */
  async events(): Promise<readonly { type: string; userId: string }[]> {
    const rows = await this.#rows<{ data_type: string; user_id: string }>(
      `SELECT data_type, user_id FROM terra.terra_misc_payloads ORDER BY ordering_timestamp`,
    );
    return rows.map(({ data_type: type, user_id: userId }) => ({ type, userId }));
  }

  /** Some latitudes of rides, as they are written. */
  async coordinates(count: number): Promise<readonly string[]> {
    const rows = await this.#rows<{ degrees: string }>(
      `SELECT DISTINCT payload #>> '{data,0,position_data,start_pos_lat_lng_deg,0}' AS degrees FROM terra.terra_data_payloads
        WHERE payload #>> '{data,0,position_data,start_pos_lat_lng_deg,0}' IS NOT NULL LIMIT $1`,
      [count],
    );
    return rows.map(({ degrees }) => degrees);
  }

  async query(sql: string): Promise<void> {
    await this.#db.query(sql);
  }

  async #rows<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
    try {
      return (await this.#db.query<Row>(sql, values)).rows;
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === NO_TABLE || error.code === NO_SCHEMA)) return [];
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#db.end();
  }
}

const nameOf = ({ user_id: user, payload_id: key, revision }: Head): string => `${user} ${key} ${revision}`;
