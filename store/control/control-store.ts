/** The control tables through TypeORM: small, cold, changed by people. What flows is hand-written SQL elsewhere. */
import {
  type DataSource,
  type DataSourceOptions,
  type EntityManager,
  type EntitySchema,
  type FindOptionsWhere,
  LessThan,
  type ObjectLiteral,
} from 'typeorm';
import { Problem } from '../../model/problem.js';
import type { Queryable } from '../database.js';
import { apiKeys } from './entities/api-key.js';
import { backfills } from './entities/backfill.js';
import { connections } from './entities/connection.js';
import { destinations } from './entities/destination.js';
import { environments } from './entities/environment.js';
import { providerApps } from './entities/provider-app.js';

/** People are few: a handful of connections serves them all. */
const POOL = 4;

export const controlDataSource = (url: string): DataSourceOptions => ({
  type: 'postgres',
  url,
  entities: [environments, apiKeys, providerApps, destinations, connections, backfills],
  synchronize: false,
  migrationsRun: false,
  poolSize: POOL,
  applicationName: 'freehub-control',
  // Errors of idle connections (a restart of PostgreSQL): the pool replaces them.
  poolErrorHandler: () => undefined,
  installExtensions: false,
});

/** One transaction, for entities and for hand-written SQL alike. */
export interface ControlTransaction {
  readonly entities: EntityManager;
  readonly tx: Queryable;
}

export interface Page<Row> {
  readonly items: readonly Row[];
  /** Give it as `after` for the next page; null = this was the last. */
  readonly next: string | null;
}

const isQueryable = (client: unknown): client is Queryable =>
  typeof client === 'object' && client !== null && 'query' in client && typeof client.query === 'function';

export class ControlStore {
  constructor(readonly source: DataSource) {}

  transaction<T>(work: (control: ControlTransaction) => Promise<T>): Promise<T> {
    return this.source.transaction(async (entities) => {
      const client: unknown = await entities.queryRunner?.connect();
      if (!isQueryable(client)) throw new Problem('bug', 'the transaction has no connection');
      return work({ entities, tx: client });
    });
  }

  /** Newest first; ids are UUIDs version 7, so their order is that of time. */
  async page<Row extends ObjectLiteral & { readonly id: string }>(
    schema: EntitySchema<Row>,
    where: FindOptionsWhere<Row>,
    { after, limit }: { after: string | null; limit: number },
  ): Promise<Page<Row>> {
    const query = this.source
      .getRepository(schema)
      .createQueryBuilder('row')
      .where(where)
      .orderBy('row.id', 'DESC')
      .take(limit + 1);
    if (after !== null) query.andWhere({ id: LessThan(after) });
    return cut(await query.getMany(), limit);
  }
}

/** A page of what was read with one row more than asked. */
export function cut<Row extends { readonly id: string }>(rows: readonly Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** True for PostgreSQL's unique violation, however it is wrapped. */
export const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505';
