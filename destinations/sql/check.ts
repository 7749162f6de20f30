import { Problem } from '../../model/problem.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import type { CheckActions, SqlDatabase } from './database.js';

const NAMES = {
  reach: 'reach the server',
  logIn: 'log in',
  tables: 'find or make the tables',
  write: 'write and delete a row',
} as const satisfies Record<keyof CheckActions, string>;

/** The named tests in order; the first that fails ends the list. @throws Problem canceled. */
export async function checkSql(database: SqlDatabase, signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
  const list = new CheckList(Object.values(NAMES), watch);
  const pass = (test: keyof CheckActions): void => {
    list.pass(NAMES[test]);
  };
  const at: { step: keyof CheckActions } = { step: 'reach' };
  try {
    await database.use(signal, async (connection) => {
      // Begun again, when a pooled connection was dead: what has passed has passed.
      pass('reach');
      pass('logIn');
      at.step = 'tables';
      await connection.ensureTables();
      pass('tables');
      at.step = 'write';
      await connection.probe();
      pass('write');
    });
    return list.results;
  } catch (error) {
    const problem = database.classify(error) ?? Problem.from(error, 'checking the database');
    if (problem.kind === 'canceled') throw problem;
    if (at.step === 'reach' && database.isAnswer(problem)) {
      pass('reach');
      at.step = 'logIn';
    }
    // A refusal of ours says itself what to do; the server has not even been asked.
    const isOurs = problem.code?.startsWith('EGRESS_') === true;
    return list.fail(NAMES[at.step], problem, isOurs ? undefined : (database.actionFor?.(problem) ?? database.actions[at.step]));
  }
}
