/** Rotating the key ring: what an older key sealed is sealed anew with the first one, a few rows at a time, beside everything else. */
import {
  type ConnectionId,
  type DestinationId,
  type EnvironmentId,
  type ManagerAccountId,
  type ProviderAppId,
  asId,
} from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { credentialPlace } from '../connections/credentials.js';
import { destinationPlace } from '../control/destinations.js';
import { providerAppPlace } from '../control/provider-apps.js';
import type { Queryable } from '../database.js';
import type { KeyRing, SecretPlace } from './key-ring.js';

interface SealedRow {
  readonly id: string;
  readonly environmentId: EnvironmentId;
  readonly sealed: Buffer;
  readonly revision: number;
}

interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly id: string;
  readonly revision: string;
  place(row: SealedRow): SecretPlace;
}

/** Every column that holds envelopes for longer than a connect session lives. */
const SEALED: readonly SealedColumn[] = [
  ...(['secrets', 'webhook_secrets'] as const).map((column) => ({
    table: 'provider_app',
    column,
    id: 'id',
    revision: '1',
    place: (row: SealedRow) => providerAppPlace(row.environmentId, asId<ProviderAppId>(row.id), column),
  })),
  {
    table: 'destination',
    column: 'secrets',
    id: 'id',
    revision: '1',
    place: (row) => destinationPlace(row.environmentId, asId<DestinationId>(row.id)),
  },
  {
    table: 'credential',
    column: 'tokens',
    id: 'connection_id',
    revision: 'revision',
    place: ({ environmentId, id, revision }) =>
      credentialPlace({ environmentId, connectionId: asId<ConnectionId>(id) }, revision),
  },
  {
    table: 'manager_account',
    column: 'tokens',
    id: 'id',
    revision: 'revision',
    place: ({ environmentId, id, revision }) =>
      credentialPlace({ environmentId, managerAccountId: asId<ManagerAccountId>(id) }, revision),
  },
];

const BATCH = 200;

/**
 * Seals anew up to `most` secrets that another key than the first of the ring sealed. A row that changes meanwhile is left to its writer.
 * One whose key the ring lacks is left as it is and keeps no other waiting: whoever needs it says so.
 * @returns how many were sealed anew, and how many are left (0 = older keys may leave the ring).
 */
export async function resealStale(db: Queryable, keys: KeyRing, most = 5_000): Promise<{ resealed: number; left: number }> {
  let resealed = 0;
  for (const one of SEALED) {
    let after = '00000000-0000-0000-0000-000000000000';
    while (resealed < most) {
      const { rows } = await db.query<SealedRow>(
        `SELECT ${one.id} AS id, environment_id AS "environmentId", ${one.column} AS sealed, ${one.revision} AS revision FROM ${one.table}
          WHERE ${stale(one.column)} AND ${one.id} > $2 ORDER BY ${one.id} LIMIT ${BATCH}`,
        [keys.currentHead, after],
      );
      for (const row of rows) {
        const anew = rewrapped(keys, row, one.place(row));
        if (anew === null) continue;
        const { rowCount } = await db.query(
          `UPDATE ${one.table} SET ${one.column} = $2 WHERE ${one.id} = $1 AND ${one.column} = $3`,
          [row.id, anew, row.sealed],
        );
        resealed += rowCount ?? 0;
      }
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
  const left = await countStale(db, keys);
  // From now on the ring may do without its older keys.
  if (left === 0) await moveCanary(db, keys);
  return { resealed, left };
}

/** Null = it does not open. */
function rewrapped(keys: KeyRing, { sealed }: SealedRow, place: SecretPlace): Buffer | null {
  try {
    return keys.rewrap(sealed, place);
  } catch (error) {
    if (error instanceof Problem && error.kind === 'config') return null;
    throw error;
  }
}

/** An envelope that holds nothing (a fixture's empty bytes) is not sealed. */
const stale = (column: string): string =>
  `octet_length(${column}) > 2 AND substring(${column} from 1 for octet_length($1::bytea)) <> $1::bytea`;

async function countStale(db: Queryable, keys: KeyRing): Promise<number> {
  const counts = SEALED.map((one) => `(SELECT count(*) FROM ${one.table} WHERE ${stale(one.column)})`);
  const { rows } = await db.query<{ left: number }>(`SELECT (${counts.join(' + ')})::int AS left`, [keys.currentHead]);
  return rows[0]?.left ?? 0;
}

const CANARY_PLACE: SecretPlace = { environmentId: '-', entity: 'canary', field: 'text', version: 1 };
const CANARY_TEXT = 'the key ring opens what it sealed';

const freshCanary = (keys: KeyRing): string => keys.seal(Buffer.from(CANARY_TEXT), CANARY_PLACE).toString('base64');

async function moveCanary(db: Queryable, keys: KeyRing): Promise<void> {
  const { rows } = await db.query<{ sealed: string }>(
    `SELECT value #>> '{}' AS sealed FROM runtime_fact WHERE key = 'key_ring_canary'`,
  );
  const sealed = Buffer.from(rows[0]?.sealed ?? '', 'base64');
  if (!rows[0] || sealed.subarray(0, keys.currentHead.length).equals(keys.currentHead)) return;
  await db.query(`UPDATE runtime_fact SET value = to_jsonb($1::text), updated_at = now() WHERE key = 'key_ring_canary'`, [
    freshCanary(keys),
  ]);
}

/**
 * The first process leaves a sealed text, each later one must be able to open it: a ring that lost its key, or holds another one under the same id, is
 * found at start and not at the first delivery. It moves to a new first key only when nothing is sealed with an older one any more. @throws Problem config
 */
export async function assertKeyRing(db: Queryable, keys: KeyRing): Promise<void> {
  const { rows } = await db.query<{ sealed: string }>(
    `INSERT INTO runtime_fact (key, value) VALUES ('key_ring_canary', to_jsonb($1::text))
     ON CONFLICT (key) DO UPDATE SET value = runtime_fact.value RETURNING value #>> '{}' AS sealed`,
    [freshCanary(keys)],
  );
  const sealed = Buffer.from(rows[0]?.sealed ?? '', 'base64');
  try {
    if (keys.open(sealed, CANARY_PLACE).toString() === CANARY_TEXT) return;
  } catch (cause) {
    throw new Problem(
      'config',
      'FREEHUB_SECRET_KEYS does not open what is stored in this database: put back the key that it was started with (older keys stay in the list until `left` is 0 in the housekeeping report)',
      { cause },
    );
  }
  throw new Problem('config', 'the canary of the key ring was changed in the database');
}
