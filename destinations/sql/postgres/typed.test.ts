import { afterAll, beforeAll, describe } from '@jest/globals';
import { postgresTarget } from '../testing/postgres.js';
import type { PostgresTarget } from '../testing/postgres.js';
import { typedCases } from '../testing/typed-cases.js';

describe('sql on PostgreSQL, layout typed', () => {
  let target: PostgresTarget;
  beforeAll(async () => {
    target = await postgresTarget({ layout: 'typed' });
  }, 60_000);
  afterAll(() => target.dispose());

  const utc = (name: string): string => `to_char(${name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS ${name}`;
  typedCases({
    config: () => target.config,
    activity: async (key) => {
      const { rows } = await target.admin.query<Record<string, unknown>>(
        `SELECT a.*, ${utc('start_time')}, ${utc('end_time')} FROM terra.activity a WHERE payload_id = $1`,
        [key],
      );
      return rows[0];
    },
  });
});
