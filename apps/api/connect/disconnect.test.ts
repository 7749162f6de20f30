/** Disconnecting beside what goes on meanwhile: deliveries under way, and an athlete who connects again. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startSandbox } from '../../sandbox/server.js';
import { type ConnectionId, type DestinationId, newId } from '../../../model/ids.js';
import { AlteringProxy } from '../../../providers/insiders/altering.fixture.js';
import { SandboxClient } from '../../../providers/insiders/sandbox.fixture.js';
import { storeCredential } from '../../../store/connections/credentials.js';
import { connect } from '../../../store/connections/lifecycle.js';
import { transaction } from '../../../store/database.js';
import { claimDeliveries } from '../../../store/outbox/claim.js';
import { finishDeliveries } from '../../../store/outbox/finish.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { commitOf, makeDestination, write } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../tenant.fixture.js';
import { until } from '../../../test/support/until.js';

let api: TestApi;
let proxy: AlteringProxy;
let client: SandboxClient;
let tenant: ApiTenant;
let rider: string;
let destinationId: DestinationId;
let id: ConnectionId;
beforeAll(async () => {
  proxy = await AlteringProxy.before(await startSandbox({ port: 0, riders: 1, days: 0, limits: null }));
  client = new SandboxClient(proxy.url);
  rider = await client.firstRider();
  api = await startTestApi();
}, 120_000);
afterAll(async () => {
  await api.close();
  await proxy.close();
});
beforeEach(async () => {
  proxy.alter = null;
  tenant = await apiTenant(api, { providerUrl: proxy.url });
  destinationId = await makeDestination(api.db, tenant);
  id = await connected();
});

const owner = () => ({ environmentId: tenant.environmentId, providerAppId: tenant.providerAppId });
/** As the connect page stores it, for the first time or again. */
async function connected(): Promise<ConnectionId> {
  const { tokens } = await client.connect(rider);
  return transaction(api.db, async (tx) => {
    const account = { provider: 'INSIDERS', providerUserId: rider, referenceId: null, scopes: 'activity:read' };
    const { connection } = await connect(tx, { id: newId(), ...owner(), ...account });
    const mine = { environmentId: tenant.environmentId, connectionId: connection.id };
    await storeCredential(tx, api.app.get(KeyRing), mine, tokens, tokens.accessExpiresAtMs);
    return connection.id;
  });
}
const rides = (...keys: string[]) =>
  commitSync(api.db, commitOf({ ...owner(), connectionId: id }, { records: keys.map((key) => write(key, key)) }));
const disconnect = () => api.call('DELETE', `/v2/auth/deauthenticateUser?user_id=${id}`, undefined, tenant.headers);
const claim = (limit: number) => claimDeliveries(api.db, destinationId, limit, 60_000);
const deauths = async () =>
  (await api.db.query(`SELECT 1 FROM event WHERE environment_id = $1 AND type = 'deauth'`, [tenant.environmentId])).rows.length;
const left = async () => (await api.db.query<{ state: string }>(`SELECT state FROM connection WHERE id = $1`, [id])).rows;

it('claims nothing more and answers when what is being sent has been', async () => {
  await rides('a', 'b', 'c');
  const [sending] = await claim(1);
  if (!sending) throw new Error('nothing to send');
  const answer = disconnect();
  await until('the end of the connection', async () => (await left())[0]?.state === 'revoked');
  expect(await claim(10)).toEqual([]);
  const done = {
    id: sending.id,
    state: 'delivered',
    retryMs: 0,
    counted: true,
    startedAtMs: Date.now(),
    durationMs: 1,
    code: null,
    problem: null,
  } as const;
  await finishDeliveries(api.db, { environmentId: tenant.environmentId, id: destinationId }, [done]);
  expect((await answer).status).toBe(200);
  expect([await left(), await deauths()]).toEqual([[], 1]);
  // Of the connection nothing is left to send.
  expect((await claim(10)).map(({ type }) => type)).toEqual(['deauth']);
});

it('waits for a receiver that does not answer so long and no longer', async () => {
  await rides('a');
  await claim(1);
  const began = performance.now();
  expect((await disconnect()).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThan(9_500);
  expect(performance.now() - began).toBeLessThan(25_000);
  expect(await left()).toEqual([]);
});

it('of an athlete who connects again meanwhile keeps the new connection, and says so', async () => {
  await rides('a', 'b');
  proxy.alter = async (path) => {
    if (path === '/oauth/revoke') expect(await connected()).toBe(id);
    return null;
  };
  const answer = await disconnect();
  expect([answer.status, String(answer.body['message'])]).toEqual([409, expect.stringContaining('connected again')]);
  expect([await left(), await deauths()]).toEqual([[{ state: 'active' }], 0]);
  expect(await claim(10)).toHaveLength(2);
  proxy.alter = null;
  const { rowCount } = await api.db.query(`UPDATE delivery SET lease_until = NULL WHERE connection_id = $1`, [id]);
  expect(rowCount).toBe(2);
  expect((await disconnect()).status).toBe(200);
  expect([await left(), await deauths()]).toEqual([[], 1]);
});
