import { StorageUnknownError } from '@supabase/storage-js';
import { errors } from 'undici';
import { ZodError } from 'zod';
import { Problem } from '../../model/problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';
import { answerProblem } from '../kit/egress/http-problem.js';
import { ownProblem } from '../kit/own-problem.js';
import { supabaseErrors } from './errors.js';
import { SupabaseRefusal } from './refusal.js';

/** Errors of PostgREST, Storage and the network below. */
export function classifySupabase(error: unknown): Problem | undefined {
  // Storage's client wraps what our fetch threw.
  if (error instanceof StorageUnknownError) return classifySupabase(error.originalError);
  const own = ownProblem(error);
  if (own) return own;
  if (error instanceof SupabaseRefusal)
    return answerProblem(supabaseErrors, { code: error.code, status: error.status, retryAfter: error.retryAfter }, error);
  if (error instanceof ZodError || error instanceof SyntaxError || error instanceof errors.HTTPParserError)
    return new Problem('transient', 'the project answered with something that is not of Supabase', {
      code: 'NOT_SUPABASE',
      cause: error,
    });
  return classifyNetwork(error, 'the project');
}

export const asProblem = (error: unknown): Problem => classifySupabase(error) ?? Problem.from(error, 'writing to Supabase');
