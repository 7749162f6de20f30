/** A database of one's own on the run's MariaDB, with a user that has no more rights than the guide asks for. */
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { sharedMariadb, uniqueName } from '../../../test/support/servers/shared.js';
import { sqlSpec } from '../spec.js';
import type { SqlConfig } from '../spec.js';

export interface MariadbTarget {
  /** Of a user who may do everything, in the same database. */
  readonly admin: Connection;
  readonly config: SqlConfig;
  readonly rowsOf: (text: string, values?: unknown[]) => Promise<RowDataPacket[]>;
  readonly dispose: () => Promise<void>;
}

/** TLS with the server's certificate checked, unless `change` says otherwise. */
export async function mariadbTarget(change: Partial<SqlConfig> = {}): Promise<MariadbTarget> {
  const { host, port, user, password, ca } = await sharedMariadb();
  const admin = await createConnection({ host, port, user, password, supportBigNumbers: true, bigNumberStrings: true });
  const database = uniqueName('sink', '_');
  const secret = randomBytes(16).toString('hex');
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.query(`USE ${database}`);
  await admin.query(`CREATE USER '${database}'@'%' IDENTIFIED BY '${secret}'`);
  await admin.query(`GRANT CREATE, SELECT, INSERT, UPDATE, DELETE, INDEX ON ${database}.* TO '${database}'@'%'`);
  const config = {
    scheme: 'mysql',
    host,
    port,
    database,
    username: database,
    password: secret,
    tls: 'verify-full',
    ca,
    ...change,
  };
  return {
    admin,
    config: sqlSpec.schema.parse(config),
    rowsOf: async (text, values = []) => {
      const [rows] = await admin.query<RowDataPacket[]>(text, values);
      return rows;
    },
    dispose: async () => {
      await admin.query(`DROP DATABASE ${database}`);
      await admin.query(`DROP USER '${database}'@'%'`);
      await admin.end();
    },
  };
}
