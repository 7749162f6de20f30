import { ErrorTable } from '../../kit/error-table.js';

/** SQLSTATE or its class → what it means. PostgreSQL's appendix A. */
export const postgresErrors = new ErrorTable([
  { codes: ['08*'], kind: 'transient', message: 'the connection to the database broke' },
  { codes: ['25006'], kind: 'transient', message: 'the database is read-only just now, as during a failover' },
  { codes: ['40*'], kind: 'transient', message: 'the database asked to try the write again' },
  { codes: ['53*'], kind: 'transient', message: 'the database is out of connections, memory or disk' },
  { codes: ['55P03'], kind: 'transient', message: 'a lock on the tables was not to be had in time' },
  { codes: ['57*'], kind: 'transient', message: 'the database stopped the write' },
  { codes: ['58*'], kind: 'transient', message: 'the database has trouble with its own system' },
  { codes: ['XX*'], kind: 'transient', message: 'the database reports an internal error' },
  {
    codes: ['28*'],
    kind: 'auth',
    message: 'the database refuses the username, password or client certificate',
    action: 'check them, and that the role may connect from here (pg_hba.conf)',
  },
  { codes: ['3D000'], kind: 'config', message: 'there is no such database', action: 'make it, or correct its name' },
  {
    codes: ['3F000'],
    kind: 'config',
    message: 'there is no such schema',
    action: 'make it, or grant the role CREATE on the database',
  },
  {
    codes: ['SCHEMA_MISSING'],
    kind: 'config',
    message: 'the schema is not there, and the role may not make it',
    action: 'grant the role CREATE on the database, or make the schema and grant the role USAGE and CREATE on it',
  },
  {
    codes: ['ENCODING'],
    kind: 'config',
    message: 'the database keeps texts in an encoding that cannot hold every name',
    action: 'make a database with ENCODING UTF8 (SHOW server_encoding tells what it is now)',
  },
  {
    codes: ['42501'],
    kind: 'config',
    message: 'the role lacks a right',
    action:
      'grant it USAGE and CREATE on the schema, and SELECT, INSERT, UPDATE, DELETE on its tables; a schema that is not there yet needs CREATE on the database',
  },
  { codes: ['42P01'], kind: 'config', message: 'a table is missing', action: 'let the role make tables in the schema' },
  {
    codes: ['42*'],
    kind: 'config',
    message: 'the tables in the schema are not the ones that Freehub makes',
    action: 'choose a schema of its own',
  },
  { codes: ['0A*'], kind: 'config', message: 'the server lacks a feature that is needed', action: 'use PostgreSQL 12 or later' },
  {
    codes: ['22P02', '22P05'],
    kind: 'payload',
    message:
      'the database cannot read this payload as jsonb: most often it holds half of a surrogate pair (\\ud800 alone), or a character that the encoding of the database lacks',
  },
  { codes: ['22*'], kind: 'payload', message: 'the database cannot store this payload' },
  { codes: ['23*'], kind: 'payload', message: 'a constraint in the database refuses this payload' },
  { codes: ['54*'], kind: 'payload', message: 'the payload is beyond a limit of the database' },
  { codes: ['NO_TLS'], kind: 'config', message: 'the database offers no TLS', action: 'turn it on there, or set tls to disable' },
  { codes: ['CONNECT_FAILED'], kind: 'transient', message: 'the database did not accept a connection in time' },
  { codes: ['CONNECTION_LOST'], kind: 'transient', message: 'the connection to the database broke' },
]);
