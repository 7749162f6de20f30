import { Problem } from '../../model/problem.js';
import type { CheckResult } from '../kit/destination.js';
import type { CheckActions, SqlDatabase } from './database.js';

const NAMES = {
  reach: 'reach the server',
  logIn: 'log in',
  tables: 'find or make the tables',
  write: 'write and delete a row',
} as const satisfies Record<keyof CheckActions, string>;

/** The named tests in order; the first that fails ends the list. @throws Problem canceled. */
export async function checkSql(database: SqlDatabase, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const passed: CheckResult[] = [];
  const pass = (test: keyof CheckActions): void => {
    passed.push({ name: NAMES[test], ok: true });
  };
  let running: keyof CheckActions = 'reach';
  try {
    await database.use(signal, async (connection) => {
      // Begun again, when a pooled connection was dead.
      passed.length = 0;
      pass('reach');
      pass('logIn');
      running = 'tables';
      await connection.ensureTables();
      pass('tables');
      running = 'write';
      await connection.probe();
      pass('write');
    });
    return passed;
  } catch (error) {
    const problem = database.classify(error) ?? Problem.from(error, 'checking the database');
    if (problem.kind === 'canceled') throw problem;
    if (passed.length === 0 && database.isAnswer(problem)) {
      pass('reach');
      running = 'logIn';
    }
    // A refusal of ours says itself what to do; the server has not even been asked.
    const action = problem.code?.startsWith('EGRESS_')
      ? {}
      : { action: database.actionFor?.(problem) ?? database.actions[running] };
    return [...passed, { name: NAMES[running], ok: false, message: problem.message, ...action }];
  }
}
