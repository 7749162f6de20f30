import { beforeAll, expect, it } from '@jest/globals';
import { eraseConnection } from '../../store/connections/lifecycle.js';
import type { Database } from '../../store/database.js';
import { Intake } from '../../store/inbox/intake.js';
import { makeConnection, makeTenant, notice } from '../../store/store.fixture.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { keys } from '../activities.fixture.js';
import { Housekeeping } from './housekeeping.js';

const testDatabase = useTestDatabase(4);
let db: Database;
beforeAll(() => {
  db = testDatabase();
});

it('a notice that came while its connection was being erased is ended, what waits for others stays', async () => {
  const tenant = await makeTenant(db);
  const leaving = await makeConnection(db, tenant, { providerUserId: 'leaving' });
  await makeConnection(db, tenant, { providerUserId: 'staying' });
  const erasing = await db.connect();
  await erasing.query('BEGIN');
  await eraseConnection(erasing, leaving);
  const body = Buffer.from('{"user_id":"leaving"}');
  for (const user of ['leaving', 'staying']) await new Intake(db).accept([notice(tenant, user, { body })]);
  await erasing.query('COMMIT');
  erasing.release();
  const states = async () =>
    (await db.query<object>(`SELECT provider_user_id AS "user", state, body IS NULL AS "bodyGone" FROM inbox ORDER BY 1`)).rows;
  expect(await states()).toEqual([
    { user: 'leaving', state: 'pending', bodyGone: false },
    { user: 'staying', state: 'pending', bodyGone: false },
  ]);
  await new Housekeeping(db, keys, { eventsDays: 30, rawDays: 30 }).round();
  expect(await states()).toEqual([
    { user: 'leaving', state: 'ignored', bodyGone: true },
    { user: 'staying', state: 'pending', bodyGone: false },
  ]);
});
