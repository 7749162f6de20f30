import type { RowDataPacket } from 'mysql2';
import type { Row } from '../../kit/rank.js';
import type { PayloadTable } from '../rows.js';
import type { MysqlClient } from './client.js';

export const KEY = ['user_id', 'data_type', 'payload_id'] as const;

/** Half a surrogate pair is no character of UTF-8. */
export const keyCells = ({ item }: Row): [string, string, string] => [
  item.user.userId.toWellFormed(),
  item.type.toWellFormed(),
  item.key.toWellFormed(),
];

/** What the target holds of a key; 0 for none. */
export interface Held {
  readonly row: number;
  readonly tombstone: number;
}

interface HeldRow extends RowDataPacket {
  readonly what: 'row' | 'tombstone';
  readonly user_id: string;
  readonly data_type: string;
  readonly payload_id: string;
  readonly revision: number | string;
}

const text = (key: readonly string[]): string => key.join('\0');

/** What is held of each row's key, by index. */
export async function held(client: MysqlClient, table: PayloadTable, rows: readonly Row[]): Promise<Held[]> {
  if (rows.length === 0) return [];
  const keys = rows.map(keyCells);
  const part = (what: string, from: string): string =>
    `SELECT '${what}' AS what, user_id, data_type, payload_id, revision FROM ${from} WHERE (user_id, data_type, payload_id) IN (?)`;
  const found = await client.run<HeldRow[]>(`${part('row', table)} UNION ALL ${part('tombstone', 'terra_tombstones')}`, [
    keys,
    keys,
  ]);
  const revisions = { row: new Map<string, number>(), tombstone: new Map<string, number>() };
  for (const { what, user_id, data_type, payload_id, revision } of found)
    revisions[what].set(text([user_id, data_type, payload_id]), Number(revision));
  return keys.map((key) => ({ row: revisions.row.get(text(key)) ?? 0, tombstone: revisions.tombstone.get(text(key)) ?? 0 }));
}
