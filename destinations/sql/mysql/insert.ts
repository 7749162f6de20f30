import { escape } from 'mysql2';
import { mysqlErrors, TOO_LARGE } from './errors.js';
import { Problem } from '../../../model/problem.js';
import type { MysqlClient } from './client.js';

type Cell = string | number | null;

/** A guarded upsert: `guard` is the column whose larger value wins, and is set last, since each assignment sees those before it. */
export interface Insert {
  readonly table: string;
  readonly key: readonly string[];
  /** Those that an update changes. */
  readonly columns: readonly string[];
  /** Those that keep the value of the first insert. */
  readonly fixed?: readonly string[];
  readonly guard: string;
}

/** Statements are cut here, so that one does not hold a second large copy of the whole call. */
const STATEMENT_BYTES = 4 << 20;
/** What the protocol adds to a statement. */
const OVERHEAD_BYTES = 64;

/** `INSERT … ON DUPLICATE KEY UPDATE`, in as many statements as the server's `max_allowed_packet` asks for. @throws Problem payload TOO_LARGE. */
export async function insertGuarded(client: MysqlClient, insert: Insert, rows: readonly (readonly Cell[])[]): Promise<void> {
  const { table, key, columns, fixed = [], guard } = insert;
  const quoted = (name: string): string => `\`${name}\``;
  const names = [...key, ...fixed, ...columns, guard].map(quoted).join(', ');
  // Not `AS new`, which MariaDB does not know.
  const newer = `VALUES(${guard}) > ${table}.${guard}`;
  const set = [...columns, guard].map(quoted).map((name) => `${name} = IF(${newer}, VALUES(${name}), ${table}.${name})`);
  const head = `INSERT INTO ${table} (${names}) VALUES `;
  const tail = ` ON DUPLICATE KEY UPDATE ${set.join(', ')}`;
  const room = client.maxPacketBytes - OVERHEAD_BYTES - head.length - tail.length;
  let tuples: string[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (tuples.length > 0) await client.run(head + tuples.join(',') + tail);
    tuples = [];
    bytes = 0;
  };
  for (const row of rows) {
    const tuple = `(${row.map((cell) => escape(cell)).join(',')})`;
    const size = Buffer.byteLength(tuple) + 1;
    if (size > room) throw mysqlErrors.problem(TOO_LARGE, undefined) ?? new Problem('payload', 'too large', { code: TOO_LARGE });
    if (bytes + size > Math.min(room, STATEMENT_BYTES)) await flush();
    tuples.push(tuple);
    bytes += size;
  }
  await flush();
}
