import { DatabaseError } from 'pg';
import type { PoolClient } from 'pg';
import { postgresErrors } from './errors.js';
import { qualified } from './qualified.js';
import { createStatements } from './tables.js';
import type { TableName } from './qualified.js';

/** One maker at a time, over all our processes: two concurrent `CREATE … IF NOT EXISTS` can still collide (23505). */
const MAKING_TABLES = 0x66726565;

/** Makes the schema and those of our tables that are missing; asks for no right to create when all are there. */
export async function ensureTables(client: PoolClient, schema: string, tables: readonly TableName[]): Promise<void> {
  if ((await missingTables(client, schema, tables)).length === 0) return;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MAKING_TABLES]);
    const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
    if (rowCount === 0) await createSchema(client, schema);
    for (const table of await missingTables(client, schema, tables)) {
      for (const statement of createStatements(schema, table)) await client.query(statement);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** The server names the same code for a right on a schema that is there: which right is missing is told here. */
async function createSchema(client: PoolClient, schema: string): Promise<void> {
  try {
    await client.query(`CREATE SCHEMA "${schema}"`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw postgresErrors.problem('SCHEMA_MISSING', error) ?? error;
  }
}

async function missingTables(client: PoolClient, schema: string, tables: readonly TableName[]): Promise<TableName[]> {
  const { rows } = await client.query<{ there: boolean }>(
    'SELECT to_regclass(name) IS NOT NULL AS there FROM unnest($1::text[]) WITH ORDINALITY AS t(name, n) ORDER BY n',
    [tables.map((table) => qualified(schema, table))],
  );
  return tables.filter((_table, index) => rows[index]?.there !== true);
}
