import type { Destination } from '../kit/destination.js';
import { classifySql } from './classify.js';
import { SqlSession } from './session.js';
import { sqlCapabilities, sqlSpec } from './spec.js';
import type { SqlConfig } from './spec.js';

/** Terra's SQL destination, on PostgreSQL. */
export const sql: Destination<SqlConfig> = {
  spec: sqlSpec,
  capabilities: sqlCapabilities,
  classify: classifySql,
  open: (config, io) => new SqlSession(config, io),
};
