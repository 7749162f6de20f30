import type { ErrorRow } from '../kit/error-table.js';
import type { KindGuide } from '../kit/guide.js';
import { mysqlErrors } from './mysql/errors.js';
import { postgresErrors } from './postgres/errors.js';

/** Servers' own codes with the server before them; words of ours as they are. */
const named = (server: string, isOwn: RegExp, rows: readonly ErrorRow[]): ErrorRow[] =>
  rows.map((row) => ({ ...row, codes: row.codes.map((code) => (isOwn.test(code) ? `${server} ${code}` : code)) }));

export const sqlGuide: KindGuide = {
  intro:
    'Tables carry Terra’s names and columns, so queries written for Terra’s SQL destination go on working; the whole event is in the row beside them. For those who want to ask SQL questions of fitness data.',
  rights: [
    'PostgreSQL: `CONNECT` on the database and `USAGE, CREATE` on the schema (or `CREATE` on the database, when the schema is to be made). When all tables are there, `SELECT, INSERT, UPDATE, DELETE` on them is enough',
    'MySQL, MariaDB: `CREATE, INDEX, SELECT, INSERT, UPDATE, DELETE` on the database. When all tables are there, the last four are enough',
  ],
  layouts: [
    {
      title: '`layout: terra`',
      text: [
        "- `terra_data_payloads`: one row for each record, keyed by `user_id`, `data_type`, `payload_id` (the record’s stable key). `created_at`, `start_time` and `end_time` are ISO 8601 texts, `revision` grows with each change, `ordering_timestamp` is in Unix milliseconds, `payload` is the whole event: `jsonb` on PostgreSQL (`payload->'data'->0` is the record), text on MySQL and MariaDB (`JSON_EXTRACT(payload, '$.data[0]')`).",
        '- `terra_misc_payloads`: one row for each other event (`auth`, `large_request_sending`, …), with `payload_type`.',
        '- `terra_users`: `user_id`, `reference_id`, `created_at`, `granted_scopes`, `provider`, `state` (`active` or `deauth`), `ordering_timestamp`.',
        '- `terra_tombstones`: what was deleted. Old rows may be removed once no delivery of that age can still be due.',
        '',
        'Terra’s own key `(user_id, created_at)` loses one of two records made in the same instant; ours is the record’s key.',
      ].join('\n'),
    },
    {
      title: '`layout: typed`',
      text: 'The same tables, and `activity` with one row for each activity, keyed by `user_id` and `payload_id`: `start_time` and `end_time` (`timestamptz`; `DATETIME(6)` in UTC on MySQL and MariaDB), `utc_offset_minutes`, `name`, `type` (Terra’s number), `duration_seconds`, `distance_meters`, `elevation_gain_meters`, `calories`, `avg_hr_bpm`, `max_hr_bpm`, `avg_watts`, `max_watts`, `normalized_power_watts`, `avg_cadence_rpm`, `max_cadence_rpm`, `avg_speed_meters_per_second`, `max_speed_meters_per_second`, `device_name`. What an activity does not have, or has in another form, is `NULL`. Written and deleted together with its row of `terra_data_payloads`. Activities from before the layout was chosen get their row when they are sent again: `freehub replay --destination my-sql --type activity --start 2000-01-01`.',
    },
    {
      title: 'A client certificate',
      text: 'Set `client_certificate` and `client_key` for a server that asks for one (`cert` in pg_hba.conf; `REQUIRE X509` on MySQL and MariaDB).',
    },
  ],
  leftBehind:
    'on PostgreSQL the old schema, on MySQL and MariaDB the tables of the old database; after `layout` was changed from `typed` to `terra` the table `activity`, which is no longer written',
  guarantees: [
    'A row is written only over an older revision; repeats change nothing, so an unknown outcome is simply tried again.',
    'A delete leaves a tombstone: an older revision that comes late stays away, also when both run at the same moment.',
    'An event that the database refuses falls alone, with the server’s code; those beside it are written.',
    'A dropped table is made again with the next write.',
    'On PostgreSQL `\\u0000`, which `jsonb` cannot hold, is stored as U+FFFD. Everything else, 64-bit integers too, is kept as sent; on MySQL and MariaDB byte for byte.',
  ],
  limits: [
    'At most 4 connections for each Freehub process (`application_name` freehub on PostgreSQL).',
    'An event: 16 MiB.',
    'PostgreSQL: a database in UTF8. In SQL_ASCII the bytes are kept as they are, but `jsonb` refuses `\\u00e9` and other such escapes beyond ASCII; any other encoding fails the check.',
    'PostgreSQL: half of a surrogate pair (`\\ud800` alone) is no text for `jsonb`: such an event is refused (22P02) and becomes a dead letter. MySQL and MariaDB keep it.',
    'MySQL and MariaDB: an event must fit into one statement of `max_allowed_packet` bytes, and keys have at most 191 characters; keys that differ only in spaces at their end are one.',
    'Behind PgBouncer (also with `pool_mode = transaction`) nothing need be set. `statement_timeout_ms` then does not reach the server: set such a time there (`ALTER ROLE … SET statement_timeout`).',
    'On MySQL `binlog_format` must be `ROW` or `MIXED`.',
    'Moving from a database that Terra wrote: choose another `schema` (MySQL: another `database`); tables of the same name with other columns are refused.',
  ],
  cannot: ['a database has no way to ask for a delay; being out of connections is transient'],
  errors: [
    ...named('SQLSTATE', /^(?=.*[\d*])[0-9A-Z]{2,5}\*?$/, postgresErrors.rows),
    ...named('MySQL', /^\d/, mysqlErrors.rows),
  ].map((row, index, rows) => ({
    ...row,
    // Words that both tables have are told once.
    codes: row.codes.filter((code) => !rows.slice(0, index).some((other) => other.codes.includes(code))),
  })),
  troubleshooting: [
    {
      title: 'The check fails at “find or make the tables”',
      text: 'The role may not make tables, or tables of the same names, with other columns, are there: give Freehub a schema (MySQL: a database) of its own.',
    },
    {
      title: 'NO_TLS or HANDSHAKE_NO_SSL_SUPPORT',
      text: 'The server offers no TLS. Turn it on, or, inside a network of your own, set `tls` to `disable`.',
    },
  ],
  proof: {
    server:
      'PostgreSQL 18 and 15 (also in SQL_ASCII, and behind PgBouncer 1.18 in transaction mode), MariaDB 10.11 (also with TLS and client certificates; with strict, lax, ANSI and Oracle `sql_mode`, latin1, another time zone, lower-case names), and toxiproxy',
    shows: 'Rights, races of writes and deletes, poison rows, cut and slow connections, certificates.',
    vendorOnly:
      'PostgreSQL with client certificates, MySQL itself (its `caching_sha2_password` log-in and its JSON functions), failover of managed databases.',
  },
};
