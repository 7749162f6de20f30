import { Problem } from '../../model/problem.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { AMBIENT_ACTION } from '../kit/ambient.js';
import { saysItself } from '../kit/own-problem.js';
import { classifyFirestore, statusOf } from './classify.js';
import type { FirestoreConnection } from './connection.js';
import { encode } from './encode.js';
import { probePath } from './names.js';
import type { FirestoreConfig } from './spec.js';

const REACH = 'reach the database';
const READ = 'read a document';
const WRITE = 'write and delete a document';

const ACTIONS: Readonly<Record<string, string>> = {
  [REACH]:
    'Check project_id and database (it must exist, in Native mode), for an emulator its host and port, and that the firewall lets Freehub out to firestore.googleapis.com:443.',
  [READ]:
    'Check that the key was not deleted or disabled, and grant its service account the role Cloud Datastore User on the project (for an emulator check emulator_token).',
  [WRITE]: 'Grant the service account the role Cloud Datastore User on the project: Cloud Datastore Viewer only reads.',
};

/** Answers that only somebody gives who was reached and knows the database. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['UNAUTHENTICATED', 'PERMISSION_DENIED']);

/** The named tests in order; the first that fails ends the list. @throws Problem canceled. */
export async function checkFirestore(
  connection: FirestoreConnection,
  { collection }: FirestoreConfig,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const list = new CheckList([REACH, READ, WRITE], watch);
  let running = REACH;
  const pass = (next: string): void => {
    list.pass(running);
    running = next;
  };
  try {
    await connection.use(signal, async (database) => {
      const probe = probePath(collection);
      const { transaction } = await database.begin([probe], undefined);
      pass(READ);
      pass(WRITE);
      database.rollback(transaction);
      // Always the same document, gone with the same commit, and no transaction: two checks at once do no harm.
      await database.commit([{ set: probe, fields: encode({ checked: true }).fields }, { remove: probe }]);
      list.pass(WRITE);
    });
    return list.results;
  } catch (error) {
    const problem = classifyFirestore(error) ?? Problem.from(error, 'checking the database');
    if (problem.kind === 'canceled') throw problem;
    if (running === REACH && REFUSALS.has(statusOf(error))) pass(READ);
    const ambient = problem.code === 'AMBIENT_REFUSED' ? AMBIENT_ACTION : undefined;
    return list.fail(running, problem, saysItself(problem) ? ambient : (ACTIONS[running] ?? ''));
  }
}
