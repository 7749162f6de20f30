import type { Problem } from '../../model/problem.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { isUnheard, saysItself } from '../kit/own-problem.js';
import { asProblem } from './classify.js';
import { supabaseErrors } from './errors.js';
import type { Project } from './project.js';
import { TABLES } from './setup-sql.js';
import type { SupabaseConfig } from './spec.js';

const REACH = 'reach the project';
const KEY = 'use the key';
const SETUP = 'find the tables and the function';
const BUCKET = 'find the bucket';

/** Any server can answer 404: only a word of PostgREST or PostgreSQL shows that the project was reached and has let the key in. */
const isOfPostgrest = ({ kind, code = '' }: Problem): boolean =>
  kind === 'config' && /^(PGRST\d+|(?=.*\d)[0-9A-Z]{5})$/.test(code);

function actionFor(code: string | undefined): string {
  if (code === undefined) return 'Check project_url, and that the project is not paused.';
  const action = supabaseErrors.find(code)?.action ?? 'look at the state of the project, then run the check again';
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}.`;
}

/** Reads only. The first test that fails ends the list. @throws Problem canceled. */
export async function checkSupabase(
  project: Project,
  config: SupabaseConfig,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const list = new CheckList([REACH, KEY, SETUP, ...(config.layout === 'terra' ? [BUCKET] : [])], watch);
  let running = SETUP;
  try {
    // No rows: the function runs and changes nothing.
    await project.write([], signal);
    for (const table of TABLES[config.layout]) await project.assertTable(table, signal);
    list.pass(REACH, KEY, SETUP);
    running = BUCKET;
    if (config.layout === 'terra') {
      await project.assertBucket(signal);
      list.pass(BUCKET);
    }
    return list.results;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.kind === 'canceled') throw problem;
    if (running === SETUP) {
      if (problem.kind === 'auth') {
        list.pass(REACH);
        running = KEY;
      } else if (isOfPostgrest(problem)) list.pass(REACH, KEY);
      else running = REACH;
    }
    const action = saysItself(problem) ? undefined : actionFor(isUnheard(problem) ? undefined : problem.code);
    return list.fail(running, problem, action);
  }
}
