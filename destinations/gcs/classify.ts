import { errors } from 'undici';
import { ZodError } from 'zod';
import { Problem } from '../../model/problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';
import { answerProblem } from '../kit/egress/http-problem.js';
import { ownProblem } from '../kit/own-problem.js';
import { GcsRefusal } from './answer.js';
import { gcsErrors } from './errors.js';

/** Errors of Google's API, its tokens and the network below. */
export function classifyGcs(error: unknown): Problem | undefined {
  const own = ownProblem(error);
  if (own) return own;
  if (error instanceof GcsRefusal)
    return answerProblem(gcsErrors, { code: error.reason, status: error.status, retryAfter: error.retryAfter }, error);
  if (error instanceof ZodError || error instanceof SyntaxError || error instanceof errors.HTTPParserError)
    return new Problem('transient', 'the bucket answered with something that is not of Google Cloud Storage', {
      code: 'NOT_GCS',
      cause: error,
    });
  return classifyNetwork(error, 'the bucket');
}
