/** Tokens of a connection, or of the manager whose account reads for it, sealed; refreshed by one caller at a time. */
import pLimit, { type LimitFunction } from 'p-limit';
import type { ConnectionId, EnvironmentId, ManagerAccountId } from '../../model/ids.js';
import { type Tokens, tokensSchema } from '../../model/tokens.js';
import { type Database, type Queryable, prepared, transaction } from '../database.js';
import type { KeyRing, SecretPlace } from '../secrets/key-ring.js';

export interface CredentialRow {
  readonly tokens: Buffer;
  readonly revision: number;
  readonly accessExpiresAtMs: number;
  /** Refusals in a row: of a refresh, or of a token that was just given out. */
  readonly refused: number;
}

/** Whose tokens: the athlete's own, or those of the manager who sees the athlete's devices. */
export type CredentialOwner = { readonly environmentId: EnvironmentId } & (
  { readonly connectionId: ConnectionId } | { readonly managerAccountId: ManagerAccountId }
);

/** Where they are: a manager's account has them in its own row, and the same columns. */
const PLACES = {
  connection: { table: 'credential', key: 'connection_id', entity: 'credential' },
  manager: { table: 'manager_account', key: 'id', entity: 'manager_account' },
} as const;

const placeOf = (owner: CredentialOwner) =>
  'managerAccountId' in owner
    ? { ...PLACES.manager, id: owner.managerAccountId }
    : { ...PLACES.connection, id: owner.connectionId };

/** The revision is part of the place: an old pair put back into the row does not open. */
export function credentialPlace(owner: CredentialOwner, revision: number): SecretPlace {
  const { entity, id } = placeOf(owner);
  return { environmentId: owner.environmentId, entity: `${entity}:${id}`, field: 'tokens', version: revision };
}

/** @throws Problem config when they do not open. */
export const openTokens = (keys: KeyRing, owner: CredentialOwner, row: Pick<CredentialRow, 'tokens' | 'revision'>): Tokens =>
  tokensSchema.parse(keys.openJson(row.tokens, credentialPlace(owner, row.revision)));

const readFrom = ({ table, key }: { readonly table: string; readonly key: string }): string =>
  `SELECT tokens, revision, (extract(epoch FROM access_expires_at) * 1000)::bigint AS "accessExpiresAtMs", refused FROM ${table} WHERE ${key} = $1`;

export async function readCredential(db: Queryable, connectionId: ConnectionId): Promise<CredentialRow | null> {
  const read = prepared('credential-read', readFrom(PLACES.connection), [connectionId]);
  return (await db.query<CredentialRow>(read)).rows[0] ?? null;
}

/**
 * First tokens, or new ones after a person has agreed again. A manager's account is there already (store/devices/manager-accounts.ts).
 * @param keepsRefused a doubt stays until a call succeeds.
 */
export async function storeCredential(
  tx: Queryable,
  keys: KeyRing,
  owner: CredentialOwner,
  tokens: Tokens,
  accessExpiresAtMs: number,
  keepsRefused = false,
): Promise<void> {
  const { table, key, id } = placeOf(owner);
  const { rows } = await tx.query<{ revision: number }>(`SELECT revision FROM ${table} WHERE ${key} = $1 FOR UPDATE`, [id]);
  const revision = (rows[0]?.revision ?? 0) + 1;
  const sealed = keys.sealJson(tokens, credentialPlace(owner, revision));
  const written = [id, owner.environmentId, sealed, revision, accessExpiresAtMs, keepsRefused];
  if (table === 'manager_account')
    await tx.query(
      `UPDATE manager_account SET tokens = $3, revision = $4, access_expires_at = to_timestamp($5::float8 / 1000),
              refused = CASE WHEN $6 THEN refused ELSE 0 END, updated_at = now() WHERE id = $1 AND environment_id = $2`,
      written,
    );
  else
    await tx.query(
      `INSERT INTO credential (connection_id, environment_id, tokens, revision, access_expires_at) VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
       ON CONFLICT (connection_id) DO UPDATE SET tokens = excluded.tokens, revision = excluded.revision, access_expires_at = excluded.access_expires_at,
                     refused = CASE WHEN $6 THEN credential.refused ELSE 0 END, updated_at = now()`,
      written,
    );
}

/** Why a pair is to be exchanged. A new one that comes after a rejected one proves nothing before a call succeeds with it. */
export type RefreshReason = 'expired' | 'rejected';

export type RefreshOutcome = { readonly tokens: Tokens; readonly accessExpiresAtMs: number } | { readonly refused: true };

/** A refusal this young is the answer to whoever asks meanwhile: one bad minute of the provider is one refusal, however many ask. */
const REFUSED_LATELY = `refused > 0 AND updated_at > clock_timestamp() - interval '15 seconds'`;

interface Flights {
  /** At most half of the pool waits for providers: the others may need the database to get on. */
  readonly limit: LimitFunction;
  readonly running: Map<string, Promise<CredentialRow | null>>;
}
const flights = new WeakMap<Database, Flights>();

/**
 * Single-flight refresh: within this process by a shared promise, between processes under the row's lock. Whoever waits finds the pair that the first
 * one stored (or its refusal) and does not call `refresh`. The new pair is committed before anybody uses it.
 * @param seenRevision the pair that turned out to be too old.
 * @returns the row to use now, of a higher revision unless the refresh was refused; null when there is none.
 */
export function refreshCredential(
  db: Database,
  keys: KeyRing,
  owner: CredentialOwner,
  seenRevision: number,
  refresh: (current: CredentialRow) => Promise<RefreshOutcome>,
  reason: RefreshReason = 'expired',
): Promise<CredentialRow | null> {
  const mine = flights.get(db) ?? {
    limit: pLimit(Math.max(1, Math.floor(db.options.max / 2))),
    running: new Map<string, Promise<CredentialRow | null>>(),
  };
  flights.set(db, mine);
  const key = `${placeOf(owner).id} ${seenRevision}`;
  const joined = mine.running.get(key);
  if (joined) return joined;
  const flight = mine
    .limit(() => refreshAlone(db, keys, owner, seenRevision, refresh, reason))
    .finally(() => mine.running.delete(key));
  mine.running.set(key, flight);
  return flight;
}

async function refreshAlone(
  ...[db, keys, owner, seenRevision, refresh, reason]: Parameters<typeof refreshCredential>
): Promise<CredentialRow | null> {
  const { table, key, id } = placeOf(owner);
  const read = readFrom({ table, key });
  return transaction(db, async (tx) => {
    const { rows } = await tx.query<CredentialRow>(`${read} FOR UPDATE`, [id]);
    const current = rows[0];
    if (!current) return null;
    // Somebody was first; unless that was so long ago that his pair is too old as well.
    if (current.revision > seenRevision && current.accessExpiresAtMs > Date.now()) return current;
    const { rowCount } = await tx.query(`SELECT 1 FROM ${table} WHERE ${key} = $1 AND ${REFUSED_LATELY}`, [id]);
    if (rowCount === 1) return current;
    const outcome = await refresh(current);
    if ('refused' in outcome)
      await tx.query(`UPDATE ${table} SET refused = refused + 1, updated_at = clock_timestamp() WHERE ${key} = $1`, [id]);
    else await storeCredential(tx, keys, owner, outcome.tokens, outcome.accessExpiresAtMs, reason === 'rejected');
    return (await tx.query<CredentialRow>(read, [id])).rows[0] ?? null;
  });
}

/**
 * A token that was just given out was refused: counted once for each pair and count that was seen, however many calls met it.
 * @returns refusals in a row, with this one; null when there are other tokens by now.
 */
export async function countRejection(
  db: Queryable,
  owner: CredentialOwner,
  seen: { revision: number; refused: number },
): Promise<number | null> {
  const { table, key, id } = placeOf(owner);
  const at = [id, seen.revision];
  await db.query(
    `UPDATE ${table} SET refused = refused + 1, updated_at = clock_timestamp() WHERE ${key} = $1 AND revision = $2 AND refused = $3`,
    [...at, seen.refused],
  );
  const { rows } = await db.query<{ refused: number }>(`SELECT refused FROM ${table} WHERE ${key} = $1 AND revision = $2`, at);
  return rows[0]?.refused ?? null;
}

/** A call succeeded with this pair: what was refused before was a bad minute. */
export async function forgetRefusals(db: Queryable, owner: CredentialOwner, revision: number): Promise<void> {
  const { table, key, id } = placeOf(owner);
  await db.query(`UPDATE ${table} SET refused = 0 WHERE ${key} = $1 AND revision = $2 AND refused > 0`, [id, revision]);
}
