import { createPool } from 'mysql2/promise';
import pg from 'pg';
import { sqlCapabilities } from '../../../destinations/sql/spec.js';
import { mariadbTarget } from '../../../destinations/sql/testing/mariadb.js';
import { postgresTarget } from '../../../destinations/sql/testing/postgres.js';
import type { MeasuredKind } from './target.js';
import { textOf } from './target.js';

export const postgres: MeasuredKind = {
  title: 'sql on PostgreSQL',
  kind: 'sql',
  floor: 'pg, 4 connections, upserts of 200 rows into one table',
  async open() {
    const { config, dispose } = await postgresTarget();
    const { host, port, database, username: user, password } = config;
    const pool = new pg.Pool({ host, port, database, user, password, max: sqlCapabilities.concurrency });
    // A connection that the server ends when the database is dropped is nobody's error.
    pool.on('error', () => undefined);
    await pool.query('CREATE TABLE terra.bare (key text PRIMARY KEY, user_id text, type text, payload jsonb)');
    return {
      config: { ...config },
      bare: (items) =>
        pool.query({
          name: 'bare',
          text: `INSERT INTO terra.bare SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])
                 ON CONFLICT (key) DO UPDATE SET payload = excluded.payload`,
          values: [
            items.map(({ key }) => key),
            items.map((item) => item.user.userId),
            items.map(({ type }) => type),
            items.map(textOf),
          ],
        }),
      close: async () => {
        await pool.end();
        await dispose();
      },
    };
  },
};

export const mariadb: MeasuredKind = {
  title: 'sql on MariaDB',
  kind: 'sql',
  floor: 'mysql2, 4 connections, upserts of 200 rows into one table',
  async open() {
    const { config, dispose } = await mariadbTarget({ tls: 'disable' });
    const { host, port = 3306, database, username: user, password } = config;
    const pool = createPool({ host, port, database, user, password, connectionLimit: sqlCapabilities.concurrency });
    await pool.query('CREATE TABLE bare (k varchar(64) PRIMARY KEY, user_id varchar(64), type varchar(32), payload json)');
    return {
      config: { ...config },
      bare: (items) =>
        pool.query('INSERT INTO bare VALUES ? ON DUPLICATE KEY UPDATE payload = VALUES(payload)', [
          items.map((item) => [item.key, item.user.userId, item.type, textOf(item)]),
        ]),
      close: async () => {
        await pool.end();
        await dispose();
      },
    };
  },
};
