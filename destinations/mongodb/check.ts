import { MongoServerError } from 'mongodb';
import { Problem } from '../../model/problem.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { classifyMongo } from './classify.js';
import { tombstonesOf } from './collections.js';
import type { TombstoneId } from './collections.js';
import { eventsOf } from './collections.js';
import type { MongoConnection } from './connection.js';
import { makeIndexes } from './indexes.js';

const REACH = 'reach the servers';
const LOG_IN = 'log in';
const WRITE = 'write, read and delete a document';
const INDEXES = 'make the indexes';

const ACTIONS: Readonly<Record<string, string>> = {
  [REACH]: 'Check scheme, host, replica_set and tls, and that the firewall (Atlas: Network Access) lets Freehub in.',
  [LOG_IN]:
    'Check username, password, auth_source and auth_mechanism; for a server without users leave username and password out.',
  [WRITE]: 'Grant the user the role readWrite on the database, and check that a primary is there to take writes.',
  [INDEXES]: 'Grant the user the role readWrite on the database: it holds the right createIndex.',
};

/** A tombstone of nothing: always the same, so two checks at once do no harm, and gone in the end. */
const PROBE: TombstoneId = { type: 'check', user_id: 'freehub', key: 'check' };

/** The named tests in order; the first that fails ends the list. @throws Problem canceled. */
export async function checkMongo(
  connection: MongoConnection,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const list = new CheckList([REACH, LOG_IN, WRITE, INDEXES], watch);
  let running = REACH;
  const pass = (name: string, next: string): void => {
    list.pass(name);
    running = next;
  };
  try {
    await connection.use(signal, async (database) => {
      pass(REACH, LOG_IN);
      // Connecting has logged in already.
      pass(LOG_IN, WRITE);
      const tombstones = tombstonesOf(database);
      await tombstones.updateOne({ _id: PROBE }, { $set: { revision: 0, deleted_at: new Date(0) } }, { upsert: true });
      await tombstones.findOne({ _id: PROBE });
      await tombstones.deleteOne({ _id: PROBE });
      pass(WRITE, INDEXES);
      await makeIndexes(eventsOf(database, 'user_events'));
      list.pass(INDEXES);
    });
    return list.results;
  } catch (error) {
    const problem = classifyMongo(error) ?? Problem.from(error, 'checking the database');
    if (problem.kind === 'canceled') throw problem;
    // Nothing but the login is asked of the server while it connects, so a server that refuses was reached.
    if (running === REACH && error instanceof MongoServerError) pass(REACH, LOG_IN);
    // A refusal of ours says itself what to do; the server has not even been asked.
    return list.fail(running, problem, problem.code?.startsWith('EGRESS_') ? undefined : (ACTIONS[running] ?? ''));
  }
}
