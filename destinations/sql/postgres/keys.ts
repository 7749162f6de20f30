import type { PoolClient } from 'pg';
import { int8Array, textArray } from './binary-array.js';
import type { Row } from '../../kit/rank.js';
import type { PayloadTable } from '../rows.js';
import { qualified } from './qualified.js';

/** Parameters `$1…$4` of every statement: user_id, data_type, payload_id, revision. */
export const keyParameters = (rows: readonly Row[]): Buffer[] => [
  textArray(rows.map(({ item }) => item.user.userId)),
  textArray(rows.map(({ item }) => item.type)),
  textArray(rows.map(({ item }) => item.key)),
  int8Array(rows.map(({ item }) => item.revision)),
];

/** The revision that the target holds of each row's key, as a row or as a tombstone; 0 for none. */
export async function heldRevisions(
  client: PoolClient,
  schema: string,
  table: PayloadTable,
  rows: readonly Row[],
): Promise<number[]> {
  const { rows: found } = await client.query<{ revision: string | null }>(
    `SELECT greatest(t.revision, d.revision) AS revision
       FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[]) WITH ORDINALITY AS k(user_id, data_type, payload_id, asked, n)
       LEFT JOIN ${qualified(schema, table)} t USING (user_id, data_type, payload_id)
       LEFT JOIN ${qualified(schema, 'terra_tombstones')} d USING (user_id, data_type, payload_id)
      ORDER BY n`,
    keyParameters(rows),
  );
  return found.map(({ revision }) => Number(revision ?? 0));
}
