import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { Problem } from '../../model/problem.js';
import type { CheckResult } from '../kit/destination.js';
import { textArray } from './binary-array.js';
import { classifySql } from './classify.js';
import { deleteSql } from './delete.js';
import { ensureTables } from './ensure-tables.js';
import { keyParameters } from './keys.js';
import type { SqlPool } from './pool.js';
import { qualified } from './tables.js';
import { upsertPayloads } from './upsert.js';
import { upsertUsersSql } from './users.js';

const REACH = 'reach the server';
const LOG_IN = 'log in';
const TABLES = 'find or make the tables';
const WRITE = 'write and delete a row';

const ACTIONS: Readonly<Record<string, string>> = {
  [REACH]: 'Check host, port and tls, and that the firewall of the database lets Freehub in.',
  [LOG_IN]: 'Check database, username and password, and that the role may connect from here (pg_hba.conf).',
  [TABLES]: 'Grant the role USAGE and CREATE on the schema, or choose a schema that holds nothing else.',
  [WRITE]: 'Grant the role SELECT, INSERT, UPDATE and DELETE on the tables in the schema.',
};

/** A probe row is written and deleted in a transaction that is rolled back: nothing is left, and no reader sees it. */
async function probe(client: PoolClient, schema: string): Promise<void> {
  const table = qualified(schema, 'terra_misc_payloads');
  const key = randomUUID();
  await client.query('BEGIN');
  try {
    await client.query(
      `INSERT INTO ${table} (user_id, data_type, payload_type, created_at, payload_id, revision, ordering_timestamp, payload) VALUES ($1::text, 'check', 'event', $2, $1::text, 1, 0, '{}')`,
      [key, new Date(0).toISOString()],
    );
    await client.query(`UPDATE ${table} SET revision = 2 WHERE user_id = $1`, [key]);
    await client.query(`DELETE FROM ${table} WHERE user_id = $1`, [key]);
    // Even without rows the server checks every column and right.
    for (const payloads of ['terra_data_payloads', 'terra_misc_payloads'] as const) {
      await upsertPayloads(client, schema, payloads, []);
      await client.query(deleteSql(schema, payloads), [...keyParameters([]), textArray([])]);
    }
    await client.query(
      upsertUsersSql(schema),
      Array.from({ length: 7 }, () => '{}'),
    );
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The named tests in order; the first that fails ends the list. @throws Problem canceled. */
export async function checkSql(pool: SqlPool, schema: string, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const passed: CheckResult[] = [];
  const pass = (name: string): void => {
    passed.push({ name, ok: true });
  };
  let running = REACH;
  try {
    await pool.use(signal, async (client) => {
      // Begun again, when a pooled connection was dead.
      passed.length = 0;
      pass(REACH);
      pass(LOG_IN);
      running = TABLES;
      await ensureTables(client, schema);
      pass(TABLES);
      running = WRITE;
      await probe(client, schema);
      pass(WRITE);
    });
    return passed;
  } catch (error) {
    const problem = classifySql(error) ?? Problem.from(error, 'checking the database');
    if (problem.kind === 'canceled') throw problem;
    if (running === REACH && answeredBySql(problem)) {
      pass(REACH);
      running = LOG_IN;
    }
    // A refusal of ours says itself what to do; the server has not even been asked.
    const action = problem.code?.startsWith('EGRESS_') ? {} : { action: ACTIONS[running] ?? '' };
    return [...passed, { name: running, ok: false, message: problem.message, ...action }];
  }
}

/** A refusal that carries a SQLSTATE came from the server itself, so it was reached. */
const answeredBySql = ({ code }: Problem): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(code ?? '');
