/** The tables that we keep in the customer's database; README.md describes each column. */
import { ACTIVITY_COLUMNS } from '../activity.js';
import type { ColumnKind } from '../activity.js';
import type { SqlConfig } from '../spec.js';

const TERRA = ['terra_users', 'terra_data_payloads', 'terra_misc_payloads', 'terra_tombstones'] as const;
export type TableName = (typeof TERRA)[number] | 'activity';

export const tablesOf = (layout: SqlConfig['layout']): readonly TableName[] =>
  layout === 'typed' ? [...TERRA, 'activity'] : TERRA;

export const ACTIVITY_TYPES: Readonly<Record<ColumnKind, string>> = {
  time: 'DATETIME(6)',
  offset: 'INT',
  text: 'TEXT',
  whole: 'INT',
  number: 'DOUBLE',
};

/** Indexed text: four bytes a character, and an index takes 3072. */
const KEY = `
    user_id VARCHAR(36) NOT NULL,
    data_type VARCHAR(64) NOT NULL,
    payload_id VARCHAR(191) NOT NULL,
    PRIMARY KEY (user_id, data_type, payload_id)`;
/**
 * The event as text, without a check: MySQL's JSON turns integers beyond 64 bits into floating point and sorts keys, MariaDB's is this very type with a
 * check that costs a parse of each event. JSON functions take text on both.
 */
const PAYLOAD = `
    revision BIGINT NOT NULL,
    ordering_timestamp BIGINT NOT NULL,
    payload LONGTEXT NOT NULL`;

const COLUMNS: Readonly<Record<TableName, string>> = {
  terra_users: `
    user_id VARCHAR(36) NOT NULL PRIMARY KEY,
    reference_id TEXT,
    created_at VARCHAR(64) NOT NULL,
    granted_scopes TEXT,
    provider VARCHAR(191) NOT NULL,
    state VARCHAR(20),
    ordering_timestamp BIGINT NOT NULL`,
  terra_data_payloads: `${KEY},
    created_at VARCHAR(64) NOT NULL,
    start_time VARCHAR(64),
    end_time VARCHAR(64),${PAYLOAD},
    KEY terra_data_payloads_by_start (user_id, data_type, start_time)`,
  terra_misc_payloads: `${KEY},
    payload_type VARCHAR(64) NOT NULL,
    created_at VARCHAR(64) NOT NULL,${PAYLOAD}`,
  terra_tombstones: `${KEY},
    revision BIGINT NOT NULL,
    deleted_at VARCHAR(64) NOT NULL`,
  activity: `
    user_id VARCHAR(36) NOT NULL,
    payload_id VARCHAR(191) NOT NULL,
    provider VARCHAR(191) NOT NULL,
    reference_id TEXT,
    ${ACTIVITY_COLUMNS.map(({ name, kind }) => `\`${name}\` ${ACTIVITY_TYPES[kind]}`).join(',\n    ')},
    revision BIGINT NOT NULL,
    ordering_timestamp BIGINT NOT NULL,
    PRIMARY KEY (user_id, payload_id),
    KEY activity_by_start (user_id, start_time)`,
};

export const createStatement = (table: TableName): string =>
  `CREATE TABLE IF NOT EXISTS ${table} (${COLUMNS[table]}\n) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;
