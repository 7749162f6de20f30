import type { CheckResult } from '../kit/destination.js';
import { asProblem } from './classify.js';
import { supabaseErrors } from './errors.js';
import type { Project } from './project.js';
import { TABLES } from './setup-sql.js';
import type { SupabaseConfig } from './spec.js';

const REACH = 'reach the project';
const KEY = 'use the key';
const SETUP = 'find the tables and the function';
const BUCKET = 'find the bucket';

/** Codes of the network's and our own errors; every other one was told by the project, so it was reached. */
const UNREACHED =
  /^(E[A-Z]+|UND_ERR_.*|ERR_.*|CERT_.*|UNABLE_TO_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|HOSTNAME_MISMATCH|EGRESS_.*|DEADLINE)$/;

function actionFor(code: string | undefined): string {
  if (code === undefined || UNREACHED.test(code)) return 'Check project_url, and that the project is not paused.';
  const action = supabaseErrors.find(code)?.action ?? 'look at the state of the project, then run the check again';
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}.`;
}

/** Reads only. The first test that fails ends the list. @throws Problem canceled. */
export async function checkSupabase(project: Project, config: SupabaseConfig, signal: AbortSignal): Promise<CheckResult[]> {
  const passed: CheckResult[] = [];
  const pass = (...names: string[]): void => {
    for (const name of names) passed.push({ name, ok: true });
  };
  let running = SETUP;
  try {
    // No rows: the function runs and changes nothing.
    await project.write([], signal);
    for (const table of TABLES[config.layout]) await project.assertTable(table, signal);
    pass(REACH, KEY, SETUP);
    running = BUCKET;
    if (config.layout === 'terra') {
      await project.assertBucket(signal);
      pass(BUCKET);
    }
    return passed;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.kind === 'canceled') throw problem;
    const unreached = UNREACHED.test(problem.code ?? '');
    if (running === SETUP) {
      if (unreached) running = REACH;
      else pass(REACH);
      if (!unreached && problem.kind === 'auth') running = KEY;
      else if (!unreached) pass(KEY);
    }
    // A refusal of ours says itself what to do; the project has not even been asked.
    const action = problem.code?.startsWith('EGRESS_') ? {} : { action: actionFor(problem.code) };
    return [...passed, { name: running, ok: false, message: problem.message, ...action }];
  }
}
