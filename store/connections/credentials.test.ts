import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionId } from '../../model/ids.js';
import type { Tokens } from '../../model/tokens.js';
import { createDatabase, type TestDatabase } from '../../test/support/servers/postgres.js';
import { type Database, openDatabase, transaction } from '../database.js';
import { KeyRing } from '../secrets/key-ring.js';
import { type Tenant, makeConnection, makeTenant } from '../store.fixture.js';
import {
  type RefreshOutcome,
  countRejection,
  forgetRefusals,
  openTokens,
  readCredential,
  refreshCredential,
  storeCredential,
} from './credentials.js';

const keys = KeyRing.of([{ id: 'k', key: randomBytes(32) }]);
const POOL = 4;
let database: TestDatabase;
let db: Database;
let tenant: Tenant;
let owner: { environmentId: Tenant['environmentId']; connectionId: ConnectionId };
beforeAll(async () => {
  database = await createDatabase();
  db = openDatabase({ url: database.url, poolSize: POOL, name: 'test', onError: () => undefined });
  tenant = await makeTenant(db);
}, 120_000);
afterAll(async () => {
  await db.end();
  await database.dispose();
});

const pair = (n: number): Tokens => ({
  accessToken: `access-${n}`,
  refreshToken: `refresh-${n}`,
  accessExpiresAtMs: 1_800_000_000_000 + n,
  scopes: ['activity:read'],
});
const fresh = (n: number): RefreshOutcome => ({ tokens: pair(n), accessExpiresAtMs: pair(n).accessExpiresAtMs });
const connected = async () => {
  const made = { environmentId: tenant.environmentId, connectionId: await makeConnection(db, tenant) };
  await transaction(db, (tx) => storeCredential(tx, keys, made, pair(1), pair(1).accessExpiresAtMs));
  return made;
};
beforeEach(async () => {
  owner = await connected();
});
const held = async (): Promise<Tokens> => {
  const row = await readCredential(db, owner.connectionId);
  if (!row) throw new Error('no credential');
  return openTokens(keys, owner, row);
};

describe('tokens', () => {
  it('are sealed in the store, and come back as they were', async () => {
    expect(await held()).toEqual(pair(1));
    const { rows } = await db.query<{ tokens: Buffer }>(`SELECT tokens FROM credential WHERE connection_id = $1`, [
      owner.connectionId,
    ]);
    expect(rows[0]?.tokens.includes('refresh-1')).toBe(false);
  });

  it('of an older revision or another connection do not open in this place', async () => {
    const old = await readCredential(db, owner.connectionId);
    await transaction(db, (tx) => storeCredential(tx, keys, owner, pair(2), pair(2).accessExpiresAtMs));
    await db.query(`UPDATE credential SET tokens = $2 WHERE connection_id = $1`, [owner.connectionId, old?.tokens]);
    await expect(held()).rejects.toMatchObject({ kind: 'config' });
  });
});

describe('a refresh', () => {
  it('by ten callers at once asks the provider once; all get the new pair', async () => {
    let calls = 0;
    const refresh = async () => {
      calls++;
      await new Promise((resolve) => setTimeout(resolve, 30));
      return fresh(2);
    };
    const rows = await Promise.all(Array.from({ length: 10 }, () => refreshCredential(db, keys, owner, 1, refresh)));
    expect(calls).toBe(1);
    expect(rows.map((row) => row?.revision)).toEqual(Array.from({ length: 10 }, () => 2));
    expect(await held()).toEqual(pair(2));
  });

  it('of more connections than the pool holds, each using the database itself, does not stop for want of one', async () => {
    const owners = await Promise.all(Array.from({ length: POOL * 3 }, connected));
    const rows = await Promise.all(
      owners.map((one) =>
        refreshCredential(db, keys, one, 1, async () => {
          // As a counted request does.
          await db.query('SELECT pg_sleep(0.02)');
          return fresh(2);
        }),
      ),
    );
    expect(rows.every((row) => row?.revision === 2)).toBe(true);
  });

  it('that breaks off keeps the old pair, and the next one may try', async () => {
    await expect(refreshCredential(db, keys, owner, 1, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(await held()).toEqual(pair(1));
    expect((await refreshCredential(db, keys, owner, 1, () => Promise.resolve(fresh(2))))?.revision).toBe(2);
  });

  it('whose process loses the database keeps the old pair', async () => {
    const cut = refreshCredential(db, keys, owner, 1, async () => {
      await db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      return fresh(2);
    });
    await expect(cut).rejects.toThrow();
    expect(await held()).toEqual(pair(1));
  });

  it('that is refused counts; a success afterwards begins anew', async () => {
    const refused = () => Promise.resolve({ refused: true } as const);
    expect(await refreshCredential(db, keys, owner, 1, refused)).toMatchObject({ revision: 1, refused: 1 });
    await db.query(`UPDATE credential SET updated_at = now() - interval '1 minute'`);
    expect(await refreshCredential(db, keys, owner, 1, refused)).toMatchObject({ revision: 1, refused: 2 });
    await db.query(`UPDATE credential SET updated_at = now() - interval '1 minute'`);
    expect(await refreshCredential(db, keys, owner, 1, () => Promise.resolve(fresh(2)))).toMatchObject({
      revision: 2,
      refused: 0,
    });
  });

  it('that is refused to ten callers at once was refused once: one bad minute is no second opinion', async () => {
    let calls = 0;
    const refused = () => {
      calls++;
      return Promise.resolve({ refused: true } as const);
    };
    const rows = await Promise.all(Array.from({ length: 10 }, () => refreshCredential(db, keys, owner, 1, refused)));
    expect(calls).toBe(1);
    expect(rows.map((row) => row?.refused)).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it('seen by somebody with an older pair is his too, unless it has run out itself by then', async () => {
    const refresh = () => Promise.resolve(fresh(3));
    await refreshCredential(db, keys, owner, 1, () => Promise.resolve(fresh(2)));
    expect(await refreshCredential(db, keys, owner, 1, refresh)).toMatchObject({ revision: 2 });
    await db.query(`UPDATE credential SET access_expires_at = now() - interval '1 second' WHERE connection_id = $1`, [
      owner.connectionId,
    ]);
    expect(await refreshCredential(db, keys, owner, 1, refresh)).toMatchObject({ revision: 3 });
  });

  it('after a rejected token keeps the count of refusals until a call succeeds; each is counted once for all who met it', async () => {
    const met = { revision: 1, refused: 0 };
    const counts = await Promise.all(Array.from({ length: 5 }, () => countRejection(db, owner, met)));
    expect(counts).toEqual([1, 1, 1, 1, 1]);
    await db.query(`UPDATE credential SET updated_at = now() - interval '1 minute'`);
    const row = await refreshCredential(db, keys, owner, 1, () => Promise.resolve(fresh(2)), 'rejected');
    expect(row).toMatchObject({ revision: 2, refused: 1 });
    expect(await countRejection(db, owner, { revision: 2, refused: 1 })).toBe(2);
    expect(await countRejection(db, owner, met)).toBeNull();
    await forgetRefusals(db, owner, 2);
    expect(await readCredential(db, owner.connectionId)).toMatchObject({ refused: 0 });
  });

  it('of a connection without tokens is nothing', async () => {
    await db.query(`DELETE FROM credential WHERE connection_id = $1`, [owner.connectionId]);
    expect(await refreshCredential(db, keys, owner, 1, () => Promise.reject(new Error('asked')))).toBeNull();
  });
});
