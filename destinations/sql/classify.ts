import { DatabaseError } from 'pg';
import { Problem } from '../../model/problem.js';
import type { ProblemKind } from '../../model/problem.js';
import { classifyNetwork } from '../kit/network-errors.js';

/** SQLSTATE or its class → what it is. The longest match wins. PostgreSQL's appendix A. */
const STATES: readonly (readonly [prefix: string, kind: ProblemKind, message: string])[] = [
  ['08', 'transient', 'the connection to the database broke'],
  ['25006', 'transient', 'the database is read-only just now, as during a failover'],
  ['40', 'transient', 'the database asked to try the write again'],
  ['53', 'transient', 'the database is out of connections, memory or disk'],
  ['55P03', 'transient', 'a lock on the tables was not to be had in time'],
  ['57', 'transient', 'the database stopped the write'],
  ['58', 'transient', 'the database has trouble with its own system'],
  ['XX', 'transient', 'the database reports an internal error'],
  ['28', 'auth', 'the database refuses the username or password'],
  ['3D000', 'config', 'there is no such database'],
  ['3F000', 'config', 'there is no such schema'],
  [
    '42501',
    'config',
    'the role lacks a right: it needs USAGE and CREATE on the schema, and SELECT, INSERT, UPDATE, DELETE on its tables',
  ],
  ['42P01', 'config', 'a table is missing'],
  ['42', 'config', 'the tables in the schema are not the ones that Freehub makes: choose a schema of its own'],
  ['0A', 'config', 'the server lacks a feature that is needed: PostgreSQL 12 or later'],
  ['22', 'payload', 'the database cannot store this payload'],
  ['23', 'payload', 'a constraint in the database refuses this payload'],
  ['54', 'payload', 'the payload is beyond a limit of the database'],
];

/** Errors of `pg`, PostgreSQL and the network below. Messages of PostgreSQL are never repeated: they quote rows. */
export function classifySql(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseError) {
    const state = error.code ?? '';
    const found = STATES.filter(([prefix]) => state.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0];
    if (!found) return new Problem('transient', 'the database reports an error', { code: state, cause: error });
    return new Problem(found[1], found[2], { code: state, cause: error });
  }
  return classifyNetwork(error, 'the database');
}
