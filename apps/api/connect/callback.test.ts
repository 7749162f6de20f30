/** Whatever goes wrong where an athlete comes back to, they see a page. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestApi, startTestApi } from '../../../test/support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

const callback = (query: string) => api.app.inject({ method: 'GET', url: `/connect/callback?${query}` });

it.each([`state=${'x'.repeat(300)}`, 'state=a&state=b', 'state=a&code[x]=1&code[y]=2&state=b'])(
  'for %s a page says so',
  async (query) => {
    const answer = await callback(query);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, expect.stringContaining('text/html')]);
  },
);

it('when the database is killed a page asks to come again', async () => {
  await callback('state=warm');
  // The session is looked up while its table is locked, and the look-up is killed.
  const locker = await api.db.connect();
  await locker.query('BEGIN; LOCK TABLE auth_session');
  const answer = callback('state=a');
  const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await locker.query(kill)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await locker.query('ROLLBACK');
  locker.release();
  expect([(await answer).statusCode, (await answer).headers['content-type']]).toEqual([
    503,
    expect.stringContaining('text/html'),
  ]);
  expect((await answer).payload).toContain('We cannot work at the moment');
  expect((await answer).payload).not.toContain('provider'); // it has done nothing
});
