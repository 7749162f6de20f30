/** Tokens of the live API. An account's access and refresh tokens of one log-in are a family; refresh tokens rotate. */
import { z } from 'zod';
import { newName, type Database } from '../store/database.js';

export interface LivePair {
  readonly access: string;
  readonly refresh: string;
  readonly expiresInSeconds: number;
}

export interface LiveTokens {
  issue(account: string): LivePair;
  /** Repeated within the grace time, with its successor unused, it gives the same pair again. Undefined = refused. */
  refresh(token: string): { account: string; pair: LivePair; repeated: boolean } | undefined;
  /** Whose access token it is, when it is in force. */
  accountOf(access: string): string | undefined;
  expire(access: string): void;
  revoke(access: string): void;
}

const row = z.object({
  kind: z.string(),
  account: z.string(),
  family: z.string(),
  expires_at: z.number().nullable(),
  used_at: z.number().nullable(),
  next_access: z.string().nullable(),
  next_refresh: z.string().nullable(),
});

interface Settings {
  readonly now: () => number;
  readonly graceMs: number;
  readonly lifeMs: number;
}

export function openLiveTokens(database: Database, { now, graceMs, lifeMs }: Settings): LiveTokens {
  const { sql } = database;
  const add = sql.prepare('insert into live_token (token, kind, account, family, expires_at) values (?, ?, ?, ?, ?)');
  const find = sql.prepare('select * from live_token where token = ?');
  const spend = sql.prepare('update live_token set used_at = ?, next_access = ?, next_refresh = ? where token = ?');
  const expire = sql.prepare('update live_token set expires_at = ? where token = ?');
  const drop = sql.prepare('delete from live_token where family = ?');
  const read = (token: string) => {
    const found = find.get(token);
    return found && row.parse(found);
  };
  const issueTo = (account: string, family: string): LivePair => {
    const pair = { access: newName('lat'), refresh: newName('lrt'), expiresInSeconds: lifeMs / 1000 };
    add.run(pair.access, 'access', account, family, now() + lifeMs);
    add.run(pair.refresh, 'refresh', account, family, null);
    return pair;
  };
  return {
    issue: (account) => database.transaction(() => issueTo(account, newName('family'))),
    refresh: (token) =>
      database.transaction(() => {
        const known = read(token);
        if (known?.kind !== 'refresh') return undefined;
        const { account, family } = known;
        if (known.used_at === null) {
          const pair = issueTo(account, family);
          spend.run(now(), pair.access, pair.refresh, token);
          return { account, pair, repeated: false };
        }
        const next = read(known.next_refresh ?? '');
        const access = read(known.next_access ?? '');
        if (now() - known.used_at > graceMs || next?.used_at !== null || access === undefined) {
          // Somebody has a copy: what came of this log-in ends.
          drop.run(family);
          return undefined;
        }
        const left = Math.max(0, Math.floor(((access.expires_at ?? 0) - now()) / 1000));
        const pair = { access: known.next_access ?? '', refresh: known.next_refresh ?? '', expiresInSeconds: left };
        return { account, pair, repeated: true };
      }),
    accountOf(access) {
      const known = read(access);
      return known?.kind === 'access' && (known.expires_at ?? 0) > now() ? known.account : undefined;
    },
    expire: (access) => void expire.run(now(), access),
    revoke(access) {
      const known = read(access);
      if (known) drop.run(known.family);
    },
  };
}
