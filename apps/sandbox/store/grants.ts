/** Grants (one per consent) with their codes and tokens. A grant is what RFC 9700 calls the token family. */
import { z } from 'zod';
import { newName, type Database } from './database.js';

export const SCOPES = ['activity:read', 'profile:read', 'offline_access'] as const;
export type Scope = (typeof SCOPES)[number];

export interface Grant {
  readonly id: string;
  readonly riderId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly revokedAt: number | null;
}

export interface Code {
  readonly code: string;
  readonly riderId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
  readonly expiresAt: number;
  /** Set once the code has been used. */
  readonly grantId: string | null;
}

export interface Token {
  readonly token: string;
  readonly kind: 'access' | 'refresh' | 'client';
  /** null = a client's own token. */
  readonly grantId: string | null;
  readonly expiresAt: number | null;
  readonly usedAt: number | null;
  /** The pair that this refresh token was changed for. */
  readonly nextAccess: string | null;
  readonly nextRefresh: string | null;
}

const grantRow = z.object({
  id: z.string(),
  rider_id: z.string(),
  client_id: z.string(),
  scope: z.string(),
  revoked_at: z.number().nullable(),
});
const codeRow = z.object({
  code: z.string(),
  rider_id: z.string(),
  client_id: z.string(),
  redirect_uri: z.string(),
  challenge: z.string(),
  scope: z.string(),
  expires_at: z.number(),
  grant_id: z.string().nullable(),
});
const tokenRow = z.object({
  token: z.string(),
  kind: z.enum(['access', 'refresh', 'client']),
  grant_id: z.string().nullable(),
  expires_at: z.number().nullable(),
  used_at: z.number().nullable(),
  next_access: z.string().nullable(),
  next_refresh: z.string().nullable(),
});

function readGrant(raw: unknown): Grant {
  const { id, rider_id: riderId, client_id: clientId, scope, revoked_at: revokedAt } = grantRow.parse(raw);
  return { id, riderId, clientId, scope, revokedAt };
}

export interface Grants {
  addCode(code: Omit<Code, 'code' | 'grantId'>): string;
  findCode(code: string): Code | undefined;
  useCode(code: string, grantId: string): void;
  addGrant(riderId: string, clientId: string, scope: string, now: number): Grant;
  find(id: string): Grant | undefined;
  /** Grants of a rider that are in force. */
  ofRider(riderId: string): Grant[];
  revoke(id: string, now: number): void;
  setScope(id: string, scope: string): void;
  addToken(kind: Token['kind'], grantId: string | null, now: number, expiresAt: number | null): string;
  findToken(token: string): Token | undefined;
  spend(refresh: string, nextAccess: string, nextRefresh: string, now: number): void;
  expire(token: string, now: number): void;
}

export function openGrants({ sql }: Database): Grants {
  const addCode = sql.prepare(
    'insert into code (code, rider_id, client_id, redirect_uri, challenge, scope, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const findCode = sql.prepare('select * from code where code = ?');
  const useCode = sql.prepare('update code set grant_id = ? where code = ?');
  const addGrant = sql.prepare('insert into oauth_grant (id, rider_id, client_id, scope, created_at) values (?, ?, ?, ?, ?)');
  const find = sql.prepare('select * from oauth_grant where id = ?');
  const ofRider = sql.prepare('select * from oauth_grant where rider_id = ? and revoked_at is null order by created_at');
  const revoke = sql.prepare('update oauth_grant set revoked_at = ? where id = ? and revoked_at is null');
  const setScope = sql.prepare('update oauth_grant set scope = ? where id = ?');
  const addToken = sql.prepare('insert into token (token, kind, grant_id, issued_at, expires_at) values (?, ?, ?, ?, ?)');
  const findToken = sql.prepare('select * from token where token = ?');
  const spend = sql.prepare('update token set used_at = ?, next_access = ?, next_refresh = ? where token = ?');
  const expire = sql.prepare('update token set expires_at = ? where token = ?');
  return {
    addCode(code) {
      const name = newName('code');
      addCode.run(name, code.riderId, code.clientId, code.redirectUri, code.challenge, code.scope, code.expiresAt);
      return name;
    },
    findCode(code) {
      const found = findCode.get(code);
      if (!found) return undefined;
      const {
        rider_id: riderId,
        client_id: clientId,
        redirect_uri: redirectUri,
        expires_at: expiresAt,
        grant_id: grantId,
        ...rest
      } = codeRow.parse(found);
      return { ...rest, riderId, clientId, redirectUri, expiresAt, grantId };
    },
    useCode: (code, grantId) => void useCode.run(grantId, code),
    addGrant(riderId, clientId, scope, now) {
      const id = newName('grant');
      addGrant.run(id, riderId, clientId, scope, now);
      return { id, riderId, clientId, scope, revokedAt: null };
    },
    find(id) {
      const found = find.get(id);
      return found && readGrant(found);
    },
    ofRider: (riderId) => ofRider.all(riderId).map(readGrant),
    revoke: (id, now) => void revoke.run(now, id),
    setScope: (id, scope) => void setScope.run(scope, id),
    addToken(kind, grantId, now, expiresAt) {
      const token = newName({ access: 'at', refresh: 'rt', client: 'ct' }[kind]);
      addToken.run(token, kind, grantId, now, expiresAt);
      return token;
    },
    findToken(token) {
      const found = findToken.get(token);
      if (!found) return undefined;
      const read = tokenRow.parse(found);
      return {
        token: read.token,
        kind: read.kind,
        grantId: read.grant_id,
        expiresAt: read.expires_at,
        usedAt: read.used_at,
        nextAccess: read.next_access,
        nextRefresh: read.next_refresh,
      };
    },
    spend: (refresh, nextAccess, nextRefresh, now) => void spend.run(now, nextAccess, nextRefresh, refresh),
    expire: (token, now) => void expire.run(now, token),
  };
}
