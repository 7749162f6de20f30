import { Problem } from '../../model/problem.js';
import type { Destination } from '../kit/destination.js';
import type { SqlDatabase } from './database.js';
import { classifyMysql } from './mysql/classify.js';
import { MysqlDatabase } from './mysql/database.js';
import { classifyPostgres } from './postgres/classify.js';
import { PostgresDatabase } from './postgres/database.js';
import { previewSql } from './preview.js';
import { SqlSession } from './session.js';
import { sqlCapabilities, sqlSpec } from './spec.js';
import type { SqlConfig } from './spec.js';

/** Terra's SQL destination, on PostgreSQL, MySQL and MariaDB. */
export const sql: Destination<SqlConfig> = {
  spec: sqlSpec,
  capabilities: sqlCapabilities,
  classify: (error) => (error instanceof Problem ? error : (classifyPostgres(error) ?? classifyMysql(error))),
  open: (config, io) => {
    const database: SqlDatabase = config.scheme === 'mysql' ? new MysqlDatabase(config, io) : new PostgresDatabase(config, io);
    return new SqlSession(database);
  },
  preview: previewSql,
};
