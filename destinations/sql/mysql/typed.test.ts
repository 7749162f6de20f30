import { afterAll, beforeAll, describe } from '@jest/globals';
import { mariadbTarget } from '../testing/mariadb.js';
import type { MariadbTarget } from '../testing/mariadb.js';
import { typedCases } from '../testing/typed-cases.js';

describe('sql on MariaDB, layout typed', () => {
  let target: MariadbTarget;
  beforeAll(async () => {
    target = await mariadbTarget({ layout: 'typed' });
  }, 60_000);
  afterAll(() => target.dispose());

  typedCases({
    config: () => target.config,
    activity: async (key) => {
      const [row] = await target.rowsOf(
        'SELECT a.*, CAST(start_time AS CHAR) AS start_time, CAST(end_time AS CHAR) AS end_time FROM activity a WHERE payload_id = ?',
        [key],
      );
      return row;
    },
  });
});
