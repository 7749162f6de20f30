import type { RowDataPacket } from 'mysql2';
import type { MysqlClient } from './client.js';
import { createStatement } from './tables.js';
import type { TableName } from './tables.js';

interface Named extends RowDataPacket {
  readonly name: string;
}

/** Makes those of our tables that are missing; asks for no right to create when all are there. */
export async function ensureTables(client: MysqlClient, tables: readonly TableName[]): Promise<void> {
  const there = await client.run<Named[]>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (?)',
    [tables],
  );
  const names = new Set(there.map(({ name }) => name));
  // Two makers at once do not collide: the server does it under its own lock.
  for (const table of tables) if (!names.has(table)) await client.run(createStatement(table));
}
