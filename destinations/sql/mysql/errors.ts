import { ErrorTable } from '../../kit/error-table.js';

/** `errno` of MySQL and MariaDB → what it means; by number, because mysql2 gives MariaDB's own numbers the names of unrelated errors of MySQL. */
export const mysqlErrors = new ErrorTable([
  { codes: ['1040', '1203', '1226'], kind: 'transient', message: 'the database is out of connections' },
  { codes: ['1205'], kind: 'transient', message: 'a lock on the tables was not to be had in time' },
  { codes: ['1213', '3572'], kind: 'transient', message: 'the database asked to try the write again' },
  {
    codes: ['1021', '1037', '1038', '1041', '1114', '1135'],
    kind: 'transient',
    message: 'the database is out of memory or disk',
  },
  { codes: ['1290', '1792', '1836'], kind: 'transient', message: 'the database is read-only just now, as during a failover' },
  { codes: ['1317', '1969', '3024'], kind: 'transient', message: 'the database stopped the write' },
  { codes: ['1412', '1615'], kind: 'transient', message: 'the tables were changed meanwhile' },
  {
    codes: ['1053', '1152', '1158', '1159', '1160', '1161', '1927', '2006', '2013', '4031', 'PROTOCOL_*', 'CONNECTION_LOST'],
    kind: 'transient',
    message: 'the connection to the database broke',
  },
  {
    codes: ['1045', '1698', '1862', '1820', '3118', '4151', 'AUTH_*'],
    kind: 'auth',
    message: 'the database refuses the username, password or client certificate',
    action: 'check them, and that this user may log in from here',
  },
  {
    codes: ['1044', '1130', '1142', '1143', '1227', '1370'],
    kind: 'config',
    message: 'the user lacks a right',
    action: 'grant it CREATE, SELECT, INSERT, UPDATE, DELETE and INDEX on the database, for the host that Freehub comes from',
  },
  { codes: ['1049'], kind: 'config', message: 'there is no such database', action: 'make it, or correct its name' },
  { codes: ['1146'], kind: 'config', message: 'a table is missing', action: 'let the user make tables in the database' },
  {
    codes: ['1054', '1136', '1171', '1364', '1071', '1072'],
    kind: 'config',
    message: 'the tables in the database are not the ones that Freehub makes',
    action: 'choose a database of its own',
  },
  {
    codes: ['1665'],
    kind: 'config',
    message: 'the server logs statements, not rows, which rules out the isolation level READ COMMITTED',
    action: 'set binlog_format to ROW or MIXED',
  },
  {
    codes: ['3159', 'HANDSHAKE_NO_SSL_SUPPORT'],
    kind: 'config',
    message: 'the database and tls do not agree',
    action: 'turn TLS on in the server, or set tls to disable (or to require, when the server demands it)',
  },
  {
    codes: ['HANDSHAKE_SSL_ERROR', 'CERTIFICATE_NAME'],
    kind: 'config',
    message: 'no secure connection to the database: its certificate or TLS set-up is not accepted',
    action: 'check ca, and that the certificate is for this host',
  },
  {
    codes: ['NOT_MYSQL'],
    kind: 'config',
    message: 'what answers there is PostgreSQL, not MySQL or MariaDB',
    action: 'set scheme to postgres, or correct port',
  },
  { codes: ['1153', 'TOO_LARGE'], kind: 'payload', message: 'the event is larger than the server takes (max_allowed_packet)' },
  {
    codes: ['1048', '1062', '1264', '1292', '1300', '1366', '1406', '1451', '1452', '1644', '3140', '3819', '4025'],
    kind: 'payload',
    message: 'the database cannot store this payload',
  },
]);

/** Codes of the rows above that mean another thing than their number: events that are too large have one word in every kind. */
export const TOO_LARGE = 'TOO_LARGE';
