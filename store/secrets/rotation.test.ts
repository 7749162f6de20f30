import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { openTokens, readCredential, storeCredential } from '../connections/credentials.js';
import { destinationPlace } from '../control/destinations.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { type Tenant, makeConnection, makeDestination, makeTenant } from '../store.fixture.js';
import { KeyRing } from './key-ring.js';
import { assertKeyRing, resealStale } from './rotation.js';

const key = (id: string) => ({ id, key: randomBytes(32) });
const [k1, k2] = [key('k1'), key('k2')];
const [before, between, after] = [KeyRing.of([k1]), KeyRing.of([k2, k1]), KeyRing.of([k2])];
const TOKENS = { accessToken: 'a', refreshToken: 'r', accessExpiresAtMs: 1, scopes: [] };

const db = useTestDatabase();
let tenant: Tenant;
let connectionId: ConnectionId;
let destinationId: DestinationId;
beforeEach(async () => {
  await db().query(`DELETE FROM runtime_fact; DELETE FROM environment`);
  tenant = await makeTenant(db());
  connectionId = await makeConnection(db(), tenant);
  destinationId = await makeDestination(db(), tenant);
  await storeCredential(db(), before, { ...tenant, connectionId }, TOKENS, 1);
  const sealed = before.sealJson({ password: 'p' }, destinationPlace(tenant.environmentId, destinationId));
  await db().query(`UPDATE destination SET secrets = $2 WHERE id = $1`, [destinationId, sealed]);
});

const tokens = async (keys: KeyRing) => {
  const row = await readCredential(db(), connectionId);
  return row && openTokens(keys, { ...tenant, connectionId }, row).refreshToken;
};

describe('rotating the key ring', () => {
  it('seals everything anew, once, and then the old key may go', async () => {
    await expect(tokens(after)).rejects.toThrow(/k1/);
    expect(await resealStale(db(), between)).toEqual({ resealed: 2, left: 0 });
    expect(await resealStale(db(), between)).toEqual({ resealed: 0, left: 0 });
    expect(await tokens(after)).toBe('r');
    const { rows } = await db().query<{ secrets: Buffer }>(`SELECT secrets FROM destination WHERE id = $1`, [destinationId]);
    expect(after.openJson(rows[0]?.secrets ?? Buffer.of(), destinationPlace(tenant.environmentId, destinationId))).toEqual({
      password: 'p',
    });
  });

  it('says how many are left when it stops early', async () => {
    expect(await resealStale(db(), between, 0)).toEqual({ resealed: 0, left: 2 });
  });

  it('leaves what does not open, goes on with the rest, and does not say that older keys may go', async () => {
    await assertKeyRing(db(), before);
    const sealed = KeyRing.of([key('gone')]).sealJson({}, destinationPlace(tenant.environmentId, destinationId));
    await db().query(`UPDATE destination SET secrets = $2 WHERE id = $1`, [destinationId, sealed]);
    expect(await resealStale(db(), between)).toEqual({ resealed: 1, left: 1 });
    expect(await tokens(after)).toBe('r');
    await expect(assertKeyRing(db(), after)).rejects.toThrow(/put back the key/);
    await db().query(`DELETE FROM destination`);
    expect(await resealStale(db(), between)).toEqual({ resealed: 0, left: 0 });
    await assertKeyRing(db(), after);
  });
});

describe('the canary', () => {
  it('sings for the ring it was started with, and for one that holds its key still', async () => {
    await assertKeyRing(db(), before);
    await assertKeyRing(db(), before);
    await assertKeyRing(db(), between);
    // A key taken out too early: secrets are still sealed with it.
    await expect(assertKeyRing(db(), after)).rejects.toThrow(/put back the key/);
    await resealStale(db(), between);
    await assertKeyRing(db(), after);
  });

  it.each([
    ['another ring', after],
    ['another key under the same id', KeyRing.of([key('k1')])],
  ])('is silent for %s', async (_, ring) => {
    await assertKeyRing(db(), before);
    await expect(assertKeyRing(db(), ring)).rejects.toMatchObject({
      kind: 'config',
      userMessage: expect.stringContaining('put back the key'),
    });
  });
});
