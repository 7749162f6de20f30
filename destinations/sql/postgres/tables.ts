/** The tables that we keep in the customer's schema; README.md describes each column. */
import type { SqlConfig } from '../spec.js';
import { ACTIVITY_TABLE } from './activity.js';
import { qualified, TERRA_TABLES } from './qualified.js';
import type { TableName } from './qualified.js';

export const tablesOf = (layout: SqlConfig['layout']): readonly TableName[] =>
  layout === 'typed' ? [...TERRA_TABLES, 'activity'] : TERRA_TABLES;

/** Terra's columns first, under their own names and types, then ours. */
const COLUMNS: Readonly<Record<TableName, string>> = {
  terra_users: `
    user_id VARCHAR(36) PRIMARY KEY,
    reference_id TEXT,
    created_at TEXT NOT NULL,
    granted_scopes TEXT,
    provider TEXT NOT NULL,
    state VARCHAR(20),
    ordering_timestamp BIGINT NOT NULL`,
  terra_data_payloads: `
    user_id VARCHAR(36) NOT NULL,
    data_type TEXT NOT NULL,
    created_at TEXT NOT NULL,
    payload_id TEXT NOT NULL,
    start_time TEXT,
    end_time TEXT,
    revision BIGINT NOT NULL,
    ordering_timestamp BIGINT NOT NULL,
    payload JSONB NOT NULL,
    PRIMARY KEY (user_id, data_type, payload_id)`,
  terra_misc_payloads: `
    user_id VARCHAR(36) NOT NULL,
    data_type TEXT NOT NULL,
    payload_type TEXT NOT NULL,
    created_at TEXT NOT NULL,
    payload_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    ordering_timestamp BIGINT NOT NULL,
    payload JSONB NOT NULL,
    PRIMARY KEY (user_id, data_type, payload_id)`,
  terra_tombstones: `
    user_id VARCHAR(36) NOT NULL,
    data_type TEXT NOT NULL,
    payload_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    deleted_at TEXT NOT NULL,
    PRIMARY KEY (user_id, data_type, payload_id)`,
  activity: ACTIVITY_TABLE,
};

/** What an app asks most: the rides of a user, newest first. */
const INDEXES: Readonly<Partial<Record<TableName, string>>> = {
  terra_data_payloads: 'terra_data_payloads_by_start ON %TABLE% (user_id, data_type, start_time)',
  activity: 'activity_by_start ON %TABLE% (user_id, start_time)',
};

/** Statements that make `table`, in order. */
export function createStatements(schema: string, table: TableName): string[] {
  const name = qualified(schema, table);
  const index = INDEXES[table];
  return [
    `CREATE TABLE IF NOT EXISTS ${name} (${COLUMNS[table]}\n)`,
    ...(index === undefined ? [] : [`CREATE INDEX IF NOT EXISTS ${index.replace('%TABLE%', name)}`]),
  ];
}
