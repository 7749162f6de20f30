/** Tokens that each open one session: given to an app on a phone, which has no key of its own. */
import { hash, randomBytes } from 'node:crypto';
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

/** As long as Terra's (terra.md §1.3). */
export const AUTH_TOKEN_SECONDS = 180;

const SHAPE = /^[0-9a-f]{64}$/;
const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');

export interface TokenGrant {
  readonly environmentId: EnvironmentId;
  readonly referenceId: string | null;
}

/** @returns the token, told once: the hash alone is kept. */
export async function makeAuthToken(db: Queryable, grant: TokenGrant): Promise<string> {
  const token = randomBytes(32).toString('hex');
  await db.query(
    `INSERT INTO auth_token (hash, environment_id, reference_id, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 second')`,
    [hashOf(token), grant.environmentId, grant.referenceId, AUTH_TOKEN_SECONDS],
  );
  return token;
}

/** Uses it up. @returns null for one that was used, has expired or never was. */
export async function useAuthToken(db: Queryable, token: string): Promise<TokenGrant | null> {
  if (!SHAPE.test(token)) return null;
  const { rows } = await db.query<TokenGrant>(
    `UPDATE auth_token SET used_at = now() WHERE hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING environment_id AS "environmentId", reference_id AS "referenceId"`,
    [hashOf(token)],
  );
  return rows[0] ?? null;
}
