/** The sandbox's memory: one SQLite file, so that riders, rides, tokens and undelivered webhooks outlive a restart. */
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Times are Unix milliseconds unless a name says otherwise. */
const SCHEMA = `
create table if not exists meta (key text primary key, value text not null) strict;
create table if not exists rider (id text primary key, number integer not null unique, created_at integer not null) strict;
create table if not exists ride (
  id text primary key, rider_id text not null references rider, number integer not null, revision integer not null, source text not null,
  name text not null, private integer not null, started_at integer not null, created_at integer not null, updated_at integer not null, deleted_at integer,
  facts text not null, unique (rider_id, number)
) strict;
create index if not exists ride_by_start on ride (rider_id, started_at, id);
create index if not exists ride_by_upload on ride (rider_id, created_at, number);
create table if not exists oauth_grant (id text primary key, rider_id text not null references rider, client_id text not null, scope text not null, created_at integer not null, revoked_at integer) strict;
create index if not exists grant_by_rider on oauth_grant (rider_id) where revoked_at is null;
create table if not exists code (
  code text primary key, rider_id text not null, client_id text not null, redirect_uri text not null, challenge text not null, scope text not null,
  expires_at integer not null, grant_id text
) strict;
create table if not exists token (
  token text primary key, kind text not null, grant_id text, issued_at integer not null, expires_at integer, used_at integer, next_access text, next_refresh text
) strict;
create index if not exists token_by_grant on token (grant_id);
create table if not exists subscription (id text primary key, url text not null, events text not null, secret text not null, verify_token text not null, created_at integer not null) strict;
create table if not exists outgoing (seq integer primary key, event_id text not null, body text not null, due_at integer not null, attempts integer not null, claimed integer not null) strict;
create index if not exists outgoing_by_due on outgoing (due_at, seq) where claimed = 0;
create table if not exists live_token (
  token text primary key, kind text not null, account text not null, family text not null, expires_at integer, used_at integer, next_access text, next_refresh text
) strict;
create index if not exists live_token_by_family on live_token (family);
create table if not exists live_wearer (device_id text not null, rider_id text not null references rider, worn_from integer not null, primary key (device_id, worn_from)) strict;
create table if not exists live_hold (
  id text primary key, device_id text not null, ride_id text not null references ride, from_second integer not null, to_second integer not null, until integer
) strict;
create index if not exists live_hold_by_ride on live_hold (ride_id);
`;

export interface Database {
  readonly sql: DatabaseSync;
  /** Runs `work` whole or not at all. */
  transaction<T>(work: () => T): T;
  /** A value that is made once and then kept. */
  remembered(key: string, make: () => string): string;
  close(): void;
}

/** @param file Path of the SQLite file; undefined = in memory. */
export function openDatabase(file: string | undefined): Database {
  if (file !== undefined) keepToOwner(file);
  const sql = new DatabaseSync(file ?? ':memory:');
  // WAL without a sync per commit: survives the death of the process, which is what is promised, at 500 events/s.
  sql.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;');
  sql.exec(SCHEMA);
  return {
    sql,
    transaction(work) {
      if (sql.isTransaction) return work();
      sql.exec('begin');
      try {
        const result = work();
        sql.exec('commit');
        return result;
      } catch (error) {
        sql.exec('rollback');
        throw error;
      }
    },
    remembered(key, make) {
      sql.prepare('insert into meta (key, value) values (?, ?) on conflict do nothing').run(key, make());
      return String(sql.prepare('select value from meta where key = ?').get(key)?.['value']);
    },
    close: () => {
      sql.close();
    },
  };
}

/** It holds tokens. SQLite gives its side files the mode of the file. */
function keepToOwner(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/** `prefix_` and 24 random hex digits. */
export const newName = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
