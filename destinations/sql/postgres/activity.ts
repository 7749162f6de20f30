import type { PoolClient } from 'pg';
import type { Row } from '../../kit/rank.js';
import { ACTIVITY_COLUMNS, activityValues } from '../activity.js';
import type { ColumnKind } from '../activity.js';
import { withoutNul } from '../../kit/json-nul.js';
import { qualified } from './qualified.js';

const TYPES: Readonly<Record<ColumnKind, string>> = {
  time: 'TIMESTAMPTZ',
  offset: 'INTEGER',
  text: 'TEXT',
  whole: 'INTEGER',
  number: 'DOUBLE PRECISION',
};

/** Columns of the table `activity`: whose it is, what it holds, and which revision that is. */
export const ACTIVITY_TABLE = `
    user_id VARCHAR(36) NOT NULL,
    payload_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    reference_id TEXT,
    ${ACTIVITY_COLUMNS.map(({ name, kind }) => `${name} ${TYPES[kind]}`).join(',\n    ')},
    revision BIGINT NOT NULL,
    ordering_timestamp BIGINT NOT NULL,
    PRIMARY KEY (user_id, payload_id)`;

const SET = ['provider', 'reference_id', ...ACTIVITY_COLUMNS.map(({ name }) => name), 'revision', 'ordering_timestamp'];
const NAMES = ['user_id', 'payload_id', ...SET].join(', ');
const RECORD = [
  'user_id TEXT, payload_id TEXT, provider TEXT, reference_id TEXT',
  ...ACTIVITY_COLUMNS.map(({ name, kind }) => `${name} ${TYPES[kind]}`),
  'revision BIGINT, ordering_timestamp BIGINT',
].join(', ');

/** Writes those of the parameter's rows (one JSON list, `activityJson`) that meet `condition`, newer revisions only. */
const insertSql = (schema: string, parameter: string, condition: string): string => `
  INSERT INTO ${qualified(schema, 'activity')} AS t (${NAMES})
  SELECT ${NAMES} FROM jsonb_to_recordset(${parameter}::jsonb) AS a(${RECORD})
   WHERE ${condition}
  ON CONFLICT (user_id, payload_id) DO UPDATE SET ${SET.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE t.revision < excluded.revision`;

/**
 * For the statement that writes the payloads: those that the CTE `written` names. (Asked of the payload table itself the planner, while it has no
 * statistics, reads all rows of a user: 1,000 rows/s instead of 10,000.)
 */
export const writtenActivitySql = (schema: string, parameter: string): string =>
  insertSql(
    schema,
    parameter,
    `EXISTS (SELECT FROM written w WHERE w.data_type = 'activity' AND w.user_id = a.user_id AND w.payload_id = a.payload_id)`,
  );

/** Writes activities whose payloads are there in the same revision: those from before the layout was chosen have no row yet. */
export async function completeActivities(client: PoolClient, schema: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const condition = `NOT EXISTS (SELECT FROM ${qualified(schema, 'terra_tombstones')} d
          WHERE d.data_type = 'activity' AND d.user_id = a.user_id AND d.payload_id = a.payload_id AND d.revision >= a.revision)`;
  await client.query(insertSql(schema, '$1', condition), [activityJson(rows)]);
}

/** The activities among the rows, as JSON. */
export function activityJson(rows: readonly Row[]): string {
  const values = rows
    .filter(({ item }) => item.type === 'activity')
    .map(({ item }) => ({
      user_id: item.user.userId.toWellFormed(),
      payload_id: item.key.toWellFormed(),
      provider: item.user.provider,
      reference_id: item.user.referenceId,
      ...activityValues(item),
      revision: item.revision,
      ordering_timestamp: item.orderingTimestampMs,
    }));
  return Buffer.from(withoutNul(Buffer.from(JSON.stringify(values)))).toString();
}
